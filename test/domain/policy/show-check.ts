import type { Check, Template } from "../../../src/domain/policy/check.ts";

/** A check as text that shows how it was understood: operators in front, with brackets around what they hold. */
export function showCheck(check: Check): string {
  switch (check.kind) {
    case "all":
    case "any":
      return `${check.kind}[${check.of.map(showCheck).join(" ")}]`;
    case "not":
      return `not[${showCheck(check.of)}]`;
    case "rule":
      return `rule:${check.name}`;
    case "role":
      return `role:${showTemplate(check.role)}`;
    case "credential":
      return `${check.name}=${showTemplate(check.text)}`;
    case "constant":
      return `"${check.value}"=${showTemplate(check.text)}`;
    case "always":
    case "never":
      return check.kind;
  }
}

function showTemplate(template: Template): string {
  return template.map((part) => (typeof part === "string" ? part : `<${part.target}>`)).join("");
}
