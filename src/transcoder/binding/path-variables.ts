import type { DescMethod, Message } from "@bufbuild/protobuf";
import type { Findings } from "../findings.ts";
import type { MessageReaders } from "../reading/message-readers.ts";
import type { HttpBinding } from "../routing/http-bindings.ts";
import { RuleError } from "../rule-error.ts";
import { parseTemplate } from "../template/parse-template.ts";
import { type PathTemplate, TemplateError } from "../template/path-template.ts";
import { type FieldPath, resolveFieldPath } from "./field-path.ts";
import { type PathBinder, pathBinder } from "./path-binder.ts";

/** The fields that a rule's path template binds. Throws RuleError where it can't. */
export function variablePaths(binding: HttpBinding): readonly FieldPath[] {
  const { method } = binding;
  const paths = templateOf(binding).variables.map(({ fieldPath }) => variablePath(method, fieldPath));
  refuseClashes(method, paths);
  return paths;
}

/** A binder for each variable. Throws RuleError where a path can't have a field's values. */
export function compileVariables(
  method: DescMethod,
  paths: readonly FieldPath[],
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

/** Two variables must not set the same field, nor two members of a oneof. */
function refuseClashes(method: DescMethod, paths: readonly FieldPath[]): void {
  const texts = new Set<string>();
  const members = new Map<string, string>();
  for (const { text, parents, leaf } of paths) {
    if (texts.has(text)) throw new RuleError(method, `path variable {${text}} is bound twice`);
    texts.add(text);
    const names = text.split(".");
    for (const [at, { name, oneof }] of [...parents, leaf].entries()) {
      if (oneof === undefined) continue;
      const group = [...names.slice(0, at), oneof.name].join(".");
      if ((members.get(group) ?? name) !== name) {
        throw new RuleError(method, `path variable {${text}}: another one sets the oneof ${group}`);
      }
      members.set(group, name);
    }
  }
}

function compileVariable(method: DescMethod, path: FieldPath, readers: MessageReaders): PathBinder {
  if ([...path.parents, path.leaf].some((field) => readers.rules.fieldRules(field).hidden)) {
    throw new RuleError(method, `path variable {${path.text}}: the field is hidden`);
  }
  const binder = pathBinder(path, readers);
  if (binder !== undefined) return binder;
  const kind = path.leaf.fieldKind === "list" ? "repeated field" : path.leaf.fieldKind;
  throw new RuleError(method, `path variable {${path.text}}: a ${kind} can't be bound by a path`);
}
