import type { DescField, DescMessage, Message } from "@bufbuild/protobuf";
import type { Findings } from "../findings.ts";
import { type FieldSetter, fieldSetter } from "../reading/field-setter.ts";
import { type TextReader, textReader } from "../reading/text-reader.ts";
import type { ReaderSource } from "../reading/value-reader.ts";
import { isWellKnown } from "../well-known-types.ts";
import { openMessage } from "./message-path.ts";

/** Names and values of a query, decoded, in their order. */
export type QueryPairs = readonly (readonly [name: string, value: string])[];

/** Binds a query to its fields. */
export type QueryBinder = (message: Message, query: QueryPairs, findings: Findings) => void;

type MessageField = Extract<DescField, { fieldKind: "message" }>;
type Fields = Record<string, unknown>;

interface Parameter {
  readonly field: DescField;
  readonly read: TextReader | undefined;
  readonly set: FieldSetter;
}

type Parameters = ReadonlyMap<string, Parameter>;

/**
 * The binder for a query's parameters: the fields of the request that neither the path nor the body binds, by
 * their paths. `taken` has the paths of those that they do.
 */
export function queryBinder(
  desc: DescMessage,
  taken: ReadonlySet<string>,
  readers: ReaderSource,
): QueryBinder {
  const byMessage = new Map<DescMessage, Parameters>();
  const parametersOf = (message: DescMessage): Parameters => {
    const known = byMessage.get(message) ?? compileParameters(message, readers);
    byMessage.set(message, known);
    return known;
  };
  return (message, query, findings) => {
    const given = new Set<string>();
    for (const [name, value] of query) {
      if (findings.full) return;
      const found = resolve(name, desc, parametersOf, taken);
      if (found === undefined)
        findings.refuse("unknown_field", `has no parameter ${JSON.stringify(name)}`, name);
      else bindParameter(found, message as unknown as Fields, value, given, findings);
    }
  };
}

// A type that contains itself has paths of any length.
const stepsMax = 32;

interface Found {
  readonly path: string;
  readonly parents: readonly MessageField[];
  readonly parameter: Parameter & { readonly read: TextReader };
}

function resolve(
  name: string,
  desc: DescMessage,
  parametersOf: (message: DescMessage) => Parameters,
  taken: ReadonlySet<string>,
): Found | undefined {
  const steps = name.split(".", stepsMax + 1);
  if (steps.length > stepsMax) return undefined;
  const parents: MessageField[] = [];
  let path = "";
  for (const [at, step] of steps.entries()) {
    const parameter = parametersOf(parents.at(-1)?.message ?? desc).get(step);
    if (parameter === undefined) return undefined;
    path += path === "" ? parameter.field.name : `.${parameter.field.name}`;
    if (taken.has(path)) return undefined;
    const { read, field } = parameter;
    if (at === steps.length - 1) return read && { path, parents, parameter: { ...parameter, read } };
    if (read !== undefined || field.fieldKind !== "message") return undefined;
    parents.push(field);
  }
  return undefined;
}

function bindParameter(
  found: Found,
  message: Fields,
  text: string,
  given: Set<string>,
  findings: Findings,
): void {
  const { path, parents, parameter } = found;
  findings.enter(path);
  let target: Fields | undefined = message;
  for (const parent of parents) target &&= openMessage(target, parent, findings);
  const value = target && parameter.read(text, findings);
  if (target !== undefined && value !== undefined) {
    if (parameter.field.fieldKind === "list") (target[parameter.field.localName] as unknown[]).push(value);
    else if (given.has(path)) findings.refuse("duplicate", "is given more than once", text);
    else parameter.set(target, value, findings);
  }
  given.add(path);
  findings.leave();
}

function compileParameters(desc: DescMessage, readers: ReaderSource): Parameters {
  const parameters = new Map<string, Parameter>();
  for (const field of desc.fields) {
    if (readers.rules.fieldRules(field).hidden) continue;
    const read = textReader(field, readers);
    const isNested = field.fieldKind === "message" && !isWellKnown(field.message);
    if (read === undefined && !isNested) continue;
    const parameter: Parameter = { field, read, set: fieldSetter(field) };
    if (readers.rules.jsonNames) parameters.set(field.jsonName, parameter);
    parameters.set(field.name, parameter);
  }
  return parameters;
}
