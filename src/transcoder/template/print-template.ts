import type { PathTemplate, TemplateSegment } from "./path-template.ts";

/** Prints a template so that parsing gives it back: the shortest form, with literals percent-encoded. */
export function printTemplate(template: PathTemplate): string {
  const { segments, variables, verb } = template;
  const parts: string[] = [];
  let next = 0;
  for (const { fieldPath, start, end } of variables) {
    for (; next < start; next++) parts.push(printSegment(segments[next]));
    const inner = segments.slice(start, end).map(printSegment).join("/");
    parts.push(inner === "*" ? `{${fieldPath}}` : `{${fieldPath}=${inner}}`);
    next = end;
  }
  for (; next < segments.length; next++) parts.push(printSegment(segments[next]));
  return `/${parts.join("/")}${verb === undefined ? "" : `:${printLiteral(verb)}`}`;
}

/** The template with its variables' names left out: two templates with one pattern match the same paths. */
export function printPattern(template: PathTemplate): string {
  return printTemplate({ ...template, variables: [] });
}

function printSegment(segment: TemplateSegment | undefined): string {
  if (segment?.kind === "literal") return printLiteral(segment.text);
  return segment?.kind === "rest" ? "**" : "*";
}

/** Prints a literal segment or a verb. */
export function printLiteral(text: string): string {
  // encodeURIComponent leaves the star, which would read as a wildcard.
  return encodeURIComponent(text).replaceAll("*", "%2A");
}
