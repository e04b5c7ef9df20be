import { parseTemplate } from "../template/parse-template.ts";
import type { PathTemplate, TemplateVariable } from "../template/path-template.ts";
import { printLiteral, printTemplate } from "../template/print-template.ts";

/** A variable part of a path, as OpenAPI has it: one segment, or at the end all that is left. */
export interface PathPart {
  readonly name: string;
  /** The variable of the template that it belongs to; undefined for a wildcard that no variable binds. */
  readonly variable: string | undefined;
  /** The template of that variable, where the part is not all of it: `shelves/*`. */
  readonly partOf: string | undefined;
  /** Whether it may be several segments. */
  readonly isRest: boolean;
}

/** A path template in the words of OpenAPI. */
export interface OpenApiPath {
  readonly path: string;
  readonly parts: readonly PathPart[];
}

// OpenAPI's parameters of paths are segments. So a variable with a template of its own, {name=shelves/*/books/*},
// becomes literals and one parameter for each wildcard: shelves/{name.shelves}/books/{name.books}.

/** Writes a template as a path of OpenAPI. Of `**`, which is several segments, it has no way to tell. */
export function openApiPath(text: string): OpenApiPath {
  const template = parseTemplate(text);
  const parts: PathPart[] = [];
  const segments = template.segments.map((segment, at) => {
    if (segment.kind === "literal") return printLiteral(segment.text);
    const part = { ...namedPart(template, at, parts), isRest: segment.kind === "rest" };
    parts.push(part);
    return `{${part.name}}`;
  });
  const verb = template.verb === undefined ? "" : `:${printLiteral(template.verb)}`;
  return { path: `/${segments.join("/")}${verb}`, parts };
}

function namedPart(
  template: PathTemplate,
  at: number,
  before: readonly PathPart[],
): Omit<PathPart, "isRest"> {
  const variable = template.variables.find(({ start, end }) => start <= at && at < end);
  if (variable === undefined)
    return { name: unused("segment", before), variable: undefined, partOf: undefined };
  const { fieldPath, start, end } = variable;
  if (end - start === 1) return { name: fieldPath, variable: fieldPath, partOf: undefined };
  const name =
    wildcardsOf(template, variable) === 1 ? fieldPath : `${fieldPath}.${labelOf(template, at, start)}`;
  return { name: unused(name, before), variable: fieldPath, partOf: innerTemplate(template, variable) };
}

function wildcardsOf({ segments }: PathTemplate, { start, end }: TemplateVariable): number {
  return segments.slice(start, end).filter(({ kind }) => kind !== "literal").length;
}

/** What a wildcard is called: as the literal before it, which mostly says what the segment is one of. */
function labelOf({ segments }: PathTemplate, at: number, start: number): string {
  const before = at > start ? segments[at - 1] : undefined;
  return before?.kind === "literal" && /^\w+$/.test(before.text) ? before.text : String(at - start + 1);
}

function unused(name: string, before: readonly PathPart[]): string {
  const isTaken = (one: string) => before.some((part) => part.name === one);
  let free = name;
  for (let count = 2; isTaken(free); count++) free = `${name}${count}`;
  return free;
}

function innerTemplate({ segments }: PathTemplate, { start, end }: TemplateVariable): string {
  return printTemplate({ segments: segments.slice(start, end), variables: [], verb: undefined }).slice(1);
}

/** A path without the names of its parameters: OpenAPI takes two paths of one form for the same. */
export function pathForm(path: string): string {
  return path.replaceAll(/\{[^}]*\}/g, "{}");
}
