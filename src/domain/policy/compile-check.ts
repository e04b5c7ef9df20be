import type { Check, Target, Template } from "./check.ts";
import { credentials } from "./credentials.ts";
import type { Principal } from "./principal.ts";

/** Whether a check holds for a caller and what the call is about. */
export type CompiledCheck = (principal: Principal, target: Target) => boolean;

/** Compiles a check, once, into what each call asks. `rule` compiles the rules that it refers to. */
export function compileCheck(check: Check, rule: (name: string) => CompiledCheck): CompiledCheck {
  switch (check.kind) {
    case "always":
      return () => true;
    case "never":
      return () => false;
    case "not": {
      const inner = compileCheck(check.of, rule);
      return (principal, target) => !inner(principal, target);
    }
    case "all": {
      const inner = check.of.map((one) => compileCheck(one, rule));
      return (principal, target) => inner.every((one) => one(principal, target));
    }
    case "any": {
      const inner = check.of.map((one) => compileCheck(one, rule));
      return (principal, target) => inner.some((one) => one(principal, target));
    }
    case "rule":
      return rule(check.name);
    case "role":
      return compileRole(check.role);
    case "credential":
      return compileCredential(credentials[check.name], check.text);
    case "constant": {
      const text = compileTemplate(check.text);
      return (_, target) => text(target) === check.value;
    }
  }
}

function compileRole(role: Template): CompiledCheck {
  const text = compileTemplate(role);
  return ({ roles }, target) => {
    const wanted = text(target)?.toLowerCase();
    return wanted !== undefined && roles.some((one) => one.toLowerCase() === wanted);
  };
}

function compileCredential(
  credential: (principal: Principal) => string | readonly string[] | undefined,
  template: Template,
): CompiledCheck {
  const text = compileTemplate(template);
  // Absent attributes are compared as Python writes them: `domain_id:None` is how a policy says that there is none.
  const absent = template.length === 1 && template[0] === "None";
  return (principal, target) => {
    const value = credential(principal);
    if (value === undefined) return absent;
    const wanted = text(target);
    if (wanted === undefined) return false;
    return typeof value === "string" ? value === wanted : value.includes(wanted);
  };
}

/** What fills a template's places; undefined where the target has nothing for one of them. */
function compileTemplate(template: Template): (target: Target) => string | undefined {
  const [only] = template;
  if (template.length === 0) return () => "";
  if (template.length === 1 && typeof only === "string") return () => only;
  return (target) => {
    let text = "";
    for (const part of template) {
      const piece = typeof part === "string" ? part : target[part.target];
      if (piece === undefined) return undefined;
      text += piece;
    }
    return text;
  };
}
