import type { PathTemplate, TemplateSegment, TemplateVariable } from "./path-template.ts";
import { TemplateScanner } from "./template-scanner.ts";

/**
 * Parses a path template by the grammar in the comments of `google/api/http.proto`. Beyond the grammar, `/` alone
 * is the template of the root.
 *
 * Throws TemplateError.
 */
export function parseTemplate(text: string): PathTemplate {
  const scanner = new TemplateScanner(text);
  const segments: TemplateSegment[] = [];
  const variables: TemplateVariable[] = [];
  scanner.expect("/");
  if (scanner.atEnd) return { segments, variables, verb: undefined };
  do {
    if (scanner.accept("{")) variables.push(variable(scanner, segments));
    else segment(scanner, segments);
  } while (scanner.accept("/"));
  const verb = scanner.accept(":") ? scanner.literal() : undefined;
  if (!scanner.atEnd) scanner.fail('expected "/", ":" or the end');
  return { segments, variables, verb };
}

function variable(scanner: TemplateScanner, segments: TemplateSegment[]): TemplateVariable {
  const start = segments.length;
  let fieldPath = scanner.identifier();
  while (scanner.accept(".")) fieldPath += `.${scanner.identifier()}`;
  if (scanner.accept("=")) {
    do segment(scanner, segments);
    while (scanner.accept("/"));
  } else {
    push(scanner, segments, { kind: "one" });
  }
  scanner.expect("}");
  return { fieldPath, start, end: segments.length };
}

function segment(scanner: TemplateScanner, segments: TemplateSegment[]): void {
  if (scanner.accept("{")) scanner.fail("variables can't be nested");
  if (scanner.accept("**")) push(scanner, segments, { kind: "rest" });
  else if (scanner.accept("*")) push(scanner, segments, { kind: "one" });
  else push(scanner, segments, { kind: "literal", text: scanner.literal() });
}

function push(scanner: TemplateScanner, segments: TemplateSegment[], next: TemplateSegment): void {
  if (segments.at(-1)?.kind === "rest") scanner.fail('nothing but a verb may follow "**"');
  segments.push(next);
}
