import type { DescMethod } from "@bufbuild/protobuf";

/**
 * A `google.api.http` rule that can't be served, found when the rules are compiled. A server that starts has
 * none: a rule that is wrong in part would otherwise bind requests to something nobody meant.
 */
export class RuleError extends Error {
  /** The proto file of the rule, relative to its import root. */
  readonly file: string;
  /** The full name of the RPC that has the rule. */
  readonly method: string;
  /** What is wrong with it. */
  readonly reason: string;

  constructor(method: DescMethod, reason: string) {
    const file = `${method.parent.file.name}.proto`;
    const name = `${method.parent.typeName}.${method.name}`;
    super(`${file}: ${name}: ${reason}`);
    this.name = "RuleError";
    this.file = file;
    this.method = name;
    this.reason = reason;
  }
}
