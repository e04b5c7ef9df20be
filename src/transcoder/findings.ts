import type { JsonValue } from "@bufbuild/protobuf";
import type { Violation } from "./invoke.ts";

/** A step into a message: a field's name, a list's index, or a map's key as `mapKey` marks it. */
export type Step = string | number;

/** The names that JSON Schema has for types: what a `type` violation says was expected. */
export type JsonType = "object" | "array" | "string" | "integer" | "number" | "boolean";

/** What was found wrong while one request was bound, and where in the message the binder is. */
export class Findings {
  readonly violations: Violation[] = [];
  readonly #steps: Step[] = [];
  readonly #depthMax: number;
  readonly #violationsMax: number;
  #depth = 0;

  constructor(limits: { readonly depthMax: number; readonly violationsMax: number }) {
    this.#depthMax = limits.depthMax;
    this.#violationsMax = limits.violationsMax;
  }

  /** Whether enough was found: then the rest of the request need not be looked at. */
  get full(): boolean {
    return this.violations.length >= this.#violationsMax;
  }

  enter(step: Step): void {
    this.#steps.push(step);
  }

  leave(): void {
    this.#steps.pop();
  }

  /** Goes down one object or list of the body; false, and a violation, where that is too deep. */
  descend(): boolean {
    if (this.#depth >= this.#depthMax) {
      this.refuse("depth", `is nested more than ${this.#depthMax} levels deep`, undefined, this.#depthMax);
      return false;
    }
    this.#depth++;
    return true;
  }

  ascend(): void {
    this.#depth--;
  }

  /** Adds a violation of the present field, or of the one at `at`. Always undefined, for readers to return. */
  refuse(rule: string, message: string, value?: unknown, limit?: unknown, at?: string): undefined {
    if (this.full) return;
    this.violations.push({
      field: at ?? printSteps(this.#steps),
      rule,
      message,
      ...(value === undefined || isTooDeep(value, this.#depthMax) ? undefined : { value }),
      ...(limit === undefined ? undefined : { limit }),
    });
  }

  /** Adds a violation for a value of another type than `expected`. */
  refuseType(expected: JsonType, value: JsonValue): undefined {
    const article = /^[aio]/.test(expected) ? "an" : "a";
    this.refuse("type", `is not ${article} ${expected}`, value, expected);
  }
}

/** Marks a map's key, so that it is printed as protovalidate does: in brackets, quoted if it is a string. */
export function mapKey(key: string, quoted: boolean): Step {
  return (quoted ? '"' : "[") + key;
}

// Far above what keys of maps are for: one of megabytes would be told again with each violation below it.
const keyCharactersMax = 500;

function printSteps(steps: readonly Step[]): string {
  let path = "";
  for (const step of steps) {
    if (typeof step === "number") path += `[${step}]`;
    else if (step.startsWith('"')) path += `[${JSON.stringify(shortened(step.slice(1)))}]`;
    else if (step.startsWith("[")) path += `${step}]`;
    else path += path === "" ? step : `.${step}`;
  }
  return path;
}

function shortened(key: string): string {
  return key.length <= keyCharactersMax ? key : `${key.slice(0, keyCharactersMax).toWellFormed()}…`;
}

/** Whoever prints a violation's value may do so recursively: a hostile body must not exhaust the stack there. */
function isTooDeep(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels <= 0 || Object.values(value).some((inner) => isTooDeep(inner, levels - 1));
}
