import { Code } from "@connectrpc/connect";

const names = new Map(
  Object.entries(Code)
    .filter((entry): entry is [string, Code] => typeof entry[1] === "number")
    .map(([name, code]) => [code, name.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase()] as const),
);

// Connect writes it the American way.
names.set(Code.Canceled, "CANCELLED");

/** A status code as gRPC spells it: `NOT_FOUND`. */
export function codeName(code: Code): string {
  return names.get(code) ?? String(code);
}
