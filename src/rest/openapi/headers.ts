import type { Schema } from "../../transcoder/index.ts";
import { minorMax } from "../version.ts";

/** What the version header says for what the document describes. */
const newest = `placement 1.${minorMax}`;

/** Parameters that operations share, by their names among the components. */
export const sharedParameters: Readonly<Record<string, Schema>> = {
  "OpenStack-API-Version": {
    name: "OpenStack-API-Version",
    in: "header",
    required: true,
    description:
      "The microversion of request and answer. The document describes the newest; each older one differs from it " +
      "in what `x-placement-changes` of an operation says: keys and parameters that are unknown before, and the success " +
      "that there was. Without the header a request is of version 1.0.",
    schema: { type: "string", enum: [newest, "placement latest"], default: newest },
  },
  "If-Match": {
    name: "If-Match",
    in: "header",
    description:
      "The generation of the resource provider that the caller has seen, in quotes, as an ETag header said it: 412 " +
      "where it is not the present one. The body may leave its generation out then; one that differs is refused.",
    schema: { type: "string", examples: ['"1"'] },
  },
};

/** Headers of answers, by their names among the components. */
export const sharedHeaders: Readonly<Record<string, Schema>> = {
  "OpenStack-API-Version": {
    description: "The microversion of the answer.",
    required: true,
    schema: { type: "string", const: newest },
  },
  "X-OpenStack-Request-Id": {
    description: "Names the request; the server's log has it too.",
    required: true,
    schema: { type: "string", pattern: "^req-" },
  },
  Vary: {
    description: "Answers differ by the request's microversion.",
    required: true,
    schema: { type: "string", pattern: "openstack-api-version" },
  },
  ETag: {
    description: "The generation of the resource provider, in quotes: for If-Match.",
    required: true,
    schema: { type: "string", pattern: '^"[0-9]+"$' },
  },
  "Retry-After": {
    description: "After how many seconds to try again, where the server can tell.",
    schema: { type: "integer", minimum: 0 },
  },
  Location: {
    description: "Where what was made, or was there, is found.",
    required: true,
    schema: { type: "string", format: "uri" },
  },
  "Cache-Control": {
    description: "Answers are not to be taken from caches without asking again.",
    required: true,
    schema: { type: "string", const: "no-cache" },
  },
  "Last-Modified": {
    description: "When what the answer shows was last changed, where the server can tell.",
    schema: { type: "string", pattern: "^[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT$" },
  },
};

/** References to shared headers. */
export function headerReferences(names: readonly (keyof typeof sharedHeaders)[]): Schema {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
