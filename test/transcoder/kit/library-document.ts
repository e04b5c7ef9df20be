import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { type DescService, fromBinary, type JsonObject } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import {
  type Comments,
  commentsOf,
  createOpenApi,
  createRouter,
  type OpenApiOptions,
} from "../../../src/transcoder/index.ts";

const protos = join(import.meta.dirname, "../proto");

/** The comments of the library's contract, by way of `buf build`. */
export function libraryComments(): Comments {
  const bytes = execFileSync("buf", ["build", protos, "--as-file-descriptor-set", "-o", "-"], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return commentsOf(fromBinary(FileDescriptorSetSchema, bytes));
}

/** The document of services, as short as it can be. */
export function documentOf(
  services: readonly DescService[],
  options: Partial<OpenApiOptions> = {},
): JsonObject {
  const { routes } = createRouter(services, options.rules);
  return createOpenApi(routes, { info: { title: "Library", version: "1" }, ...options });
}

/** What stands at a path of keys in a document. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into whatever is there.
export function at(document: JsonObject, ...keys: string[]): any {
  return keys.reduce<unknown>((value, key) => (value as JsonObject | undefined)?.[key], document);
}
