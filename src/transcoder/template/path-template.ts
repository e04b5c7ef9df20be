/** What one segment of a path must be: a text, any one segment (`*`), or all that is left (`**`). */
export type TemplateSegment =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "one" }
  | { readonly kind: "rest" };

/** A part of the path that is bound to a request field: segments `start` to before `end` of the template. */
export interface TemplateVariable {
  /** Proto field names, joined by dots. */
  readonly fieldPath: string;
  readonly start: number;
  readonly end: number;
}

/**
 * A parsed path template of `google/api/http.proto`. Variables are spans over a flat list of segments, because
 * matching looks at the list and binding at the spans, and variables can't be nested. Texts are percent-decoded.
 */
export interface PathTemplate {
  readonly segments: readonly TemplateSegment[];
  readonly variables: readonly TemplateVariable[];
  /** The custom verb after the last colon, without it. */
  readonly verb: string | undefined;
}

/** A text that isn't a path template, and why. */
export class TemplateError extends Error {
  constructor(template: string, position: number, reason: string) {
    super(`path template ${JSON.stringify(template)}: ${reason} at position ${position}`);
    this.name = "TemplateError";
  }
}

/** Whether a variable's value is more than one segment, or may be: then an escaped slash in it stays escaped. */
export function spansSegments(template: PathTemplate, variable: TemplateVariable): boolean {
  return variable.end - variable.start !== 1 || template.segments[variable.start]?.kind === "rest";
}
