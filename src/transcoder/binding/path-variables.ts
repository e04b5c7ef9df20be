import type { DescMethod, Message } from "@bufbuild/protobuf";
import type { Findings } from "../findings.ts";
import type { MessageReaders } from "../reading/message-readers.ts";
import type { HttpBinding } from "../routing/http-bindings.ts";
import { RuleError } from "../rule-error.ts";
import { parseTemplate } from "../template/parse-template.ts";
import { type PathTemplate, TemplateError, type TemplateSegment } from "../template/path-template.ts";
import { type FieldPath, resolveFieldPath } from "./field-path.ts";
import { type PathBinder, pathBinder } from "./path-binder.ts";
import { refuseClashes } from "./refuse-clashes.ts";
import { refuseMisfit } from "./refuse-misfit.ts";

/** The field that a variable of a path template binds, and what the variable matches. */
export interface VariablePath extends FieldPath {
  readonly segments: readonly TemplateSegment[];
}

/** The fields that a rule's path template binds. Throws RuleError where it can't. */
export function variablePaths(binding: HttpBinding): readonly VariablePath[] {
  const { segments, variables } = templateOf(binding);
  const paths = variables.map(({ fieldPath, start, end }) => ({
    ...variablePath(binding.method, fieldPath),
    segments: segments.slice(start, end),
  }));
  refuseClashes(binding, paths);
  return paths;
}

/** A binder for each variable. Throws RuleError where a path can't have a field's values. */
export function compileVariables(
  method: DescMethod,
  paths: readonly VariablePath[],
  readers: MessageReaders,
): readonly PathBinder[] {
  return paths.map((path) => compileVariable(method, path, readers));
}

/** Binds the values of all variables, in their order. */
export function bindVariables(
  binders: readonly PathBinder[],
  message: Message,
  params: readonly string[],
  findings: Findings,
): void {
  for (const [at, bind] of binders.entries()) {
    const text = params[at];
    if (text !== undefined) bind(message, text, findings);
  }
}

function templateOf({ method, template }: HttpBinding): PathTemplate {
  const parsed = parsedTemplate(method, template);
  for (const segment of parsed.segments) {
    if (segment.kind === "literal" && (segment.text === "." || segment.text === "..")) {
      throw new RuleError(method, `path template "${template}": clients take "${segment.text}" out of paths`);
    }
  }
  return parsed;
}

function parsedTemplate(method: DescMethod, template: string): PathTemplate {
  try {
    return parseTemplate(template);
  } catch (error) {
    if (error instanceof TemplateError) throw new RuleError(method, error.message);
    throw error;
  }
}

function variablePath(method: DescMethod, fieldPath: string): FieldPath {
  const path = resolveFieldPath(method.input, fieldPath);
  if (typeof path === "string") throw new RuleError(method, `path variable {${fieldPath}}: ${path}`);
  return path;
}

function compileVariable(method: DescMethod, path: VariablePath, readers: MessageReaders): PathBinder {
  if ([...path.parents, path.leaf].some((field) => readers.rules.fieldRules(field).hidden)) {
    throw new RuleError(method, `path variable {${path.text}}: the field is hidden`);
  }
  const binder = pathBinder(path, readers);
  if (binder !== undefined) {
    refuseMisfit(method, path, readers);
    return binder;
  }
  const kind = path.leaf.fieldKind === "list" ? "repeated field" : path.leaf.fieldKind;
  throw new RuleError(method, `path variable {${path.text}}: a ${kind} can't be bound by a path`);
}
