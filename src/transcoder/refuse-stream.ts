import type { DescField, DescMessage, DescMethod } from "@bufbuild/protobuf";
import { formOf } from "./http-form.ts";
import type { HttpBinding } from "./routing/http-bindings.ts";
import { RuleError } from "./rule-error.ts";

/** Whether a method takes a stream: a request of HTTP is over before its answer begins, for nearly all clients. */
export function hasRequestStream({ methodKind }: DescMethod): boolean {
  return methodKind === "client_streaming" || methodKind === "bidi_streaming";
}

/** Throws RuleError where a binding's method streams in a way that has no HTTP form. */
export function refuseStream({ method, responseBody }: HttpBinding): void {
  if (hasRequestStream(method)) throw new RuleError(method, "streams of requests are not served over HTTP");
  if (method.methodKind !== "server_streaming") return;
  if ((formOf(method)?.etag ?? "") !== "") throw new RuleError(method, "etag: a stream has no entity tag");
  const { output } = method;
  const item = responseBody === "" ? output : output.fields.find(({ name }) => name === responseBody);
  if (item !== undefined && mayBeTakenForError(item)) {
    const name = item.kind === "message" ? item.typeName : item.name;
    throw new RuleError(
      method,
      `${name} can have a key "error", which would be taken for the stream's own error`,
    );
  }
}

const freeForms = new Set(["google.protobuf.Struct", "google.protobuf.Value"]);

/** Whether the JSON of a stream's items may be an object with the key by which the stream says how it failed. */
function mayBeTakenForError(item: DescMessage | DescField): boolean {
  if (item.kind === "field") {
    if (item.fieldKind === "map") return true;
    return item.fieldKind === "message" && mayBeTakenForError(item.message);
  }
  return freeForms.has(item.typeName) || item.fields.some(({ name }) => name === "error");
}
