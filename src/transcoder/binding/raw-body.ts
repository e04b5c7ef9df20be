import { create, type DescField, type DescMessage, type Message } from "@bufbuild/protobuf";
import { type HttpBody, HttpBodySchema } from "../../gen/google/api/httpbody_pb.ts";
import type { BindingInput } from "../route.ts";
import { valueGetter } from "../writing/value-getter.ts";

/** A body that is not JSON: bytes, and what they are. */
export interface RawBody {
  /** The content type; empty where nobody said. */
  readonly contentType: string;
  readonly data: Uint8Array;
}

/** Whether a message, or a field's single value, is google.api.HttpBody: a body as it comes. */
export function isHttpBody(desc: DescMessage | DescField): boolean {
  if (desc.kind === "message") return desc.typeName === HttpBodySchema.typeName;
  return desc.fieldKind === "message" && isHttpBody(desc.message);
}

/** Makes a request of a body as it came: all of it, or its field. Without body and type the field is left unset. */
export function rawBodyBinder(input: DescMessage, field: DescField | undefined) {
  const bind = ({ rawBody }: BindingInput): Message => {
    const message = create(input);
    if (rawBody === undefined) return message;
    const { contentType, data } = rawBody;
    if (field === undefined) return Object.assign(message, { contentType, data });
    const value = create(HttpBodySchema, { contentType, data });
    const { localName, oneof } = field;
    const set =
      oneof === undefined ? { [localName]: value } : { [oneof.localName]: { case: localName, value } };
    return Object.assign(message, set);
  };
  return { isRaw: true, bind };
}

// What RFC 9110 allows in a content type; anything else could end the header.
const headerText = /^[\x20-\x7e]*$/;

/** Gets the body out of a response, or out of its field. Throws TypeError where it is not one that can be sent. */
export function rawBodyWriter(field: DescField | undefined): (response: object) => RawBody {
  const get = field && valueGetter(field);
  return (response) => {
    const body = (get === undefined ? response : get(response as Record<string, unknown>)) as
      | Partial<HttpBody>
      | undefined
      | null;
    const contentType = body?.contentType ?? "";
    const data = body?.data ?? nothing;
    if (!headerText.test(contentType))
      throw new TypeError("a content type has characters that it can't have");
    if (!(data instanceof Uint8Array)) throw new TypeError("the data of a google.api.HttpBody are not bytes");
    return { contentType, data };
  };
}

const nothing = new Uint8Array();
