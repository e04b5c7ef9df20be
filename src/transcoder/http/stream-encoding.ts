import type { RawBody } from "../binding/raw-body.ts";
import type { Route } from "../route.ts";
import { retryDelayMs } from "./retry-delay.ts";
import { failureAnswer } from "./status-body.ts";
import { type StreamType, streamForms } from "./stream-form.ts";
import type { StreamOptions } from "./stream-options.ts";

/** What a stream's messages are as the bytes of one response. */
export interface StreamEncoding {
  /** The headers, by the first message where there is one. */
  headers(first: object | undefined): Readonly<Record<string, string>>;
  /** Whether they can be told without it. */
  readonly startsEarly: boolean;
  /** Throws TypeError where the message can't be written. */
  item(message: object, isFirst: boolean): string | Uint8Array;
  readonly heartbeat: string;
  end(isEmpty: boolean): string;
  /** Tells an error after the headers; undefined where there is no way to. */
  error(error: unknown, isFirst: boolean): string | undefined;
}

/** Messages as JSON, in the form of the type. */
export function jsonEncoding(
  route: Route,
  type: StreamType,
  eventId: StreamOptions["eventId"],
): StreamEncoding {
  const form = streamForms[type];
  const idOf = type === "text/event-stream" ? eventId : undefined;
  const before = (isFirst: boolean) => (isFirst ? form.start : form.separator);
  return {
    headers: () => ({ ...form.headers, "content-type": type, vary: "accept" }),
    startsEarly: true,
    item(message, isFirst) {
      const id = idOf === undefined ? undefined : checkedId(idOf(message, route));
      return before(isFirst) + form.item(route.toJsonText(message), id);
    },
    heartbeat: form.heartbeat,
    end: (isEmpty) => (isEmpty ? form.start : "") + form.end,
    error(error, isFirst) {
      const { body } = failureAnswer({ kind: "error", error, route });
      return before(isFirst) + form.error(JSON.stringify(body), retryDelayMs(error));
    },
  };
}

/** The bytes of google.api.HttpBody messages one after the other; the first one says of what type they all are. */
export function rawEncoding(toRawBody: (message: object) => RawBody): StreamEncoding {
  return {
    headers(first) {
      const type = first === undefined ? "" : toRawBody(first).contentType;
      return { "content-type": type || "application/octet-stream" };
    },
    startsEarly: false,
    item: (message) => toRawBody(message).data,
    heartbeat: "",
    end: () => "",
    error: () => undefined,
  };
}

function checkedId(id: string | undefined): string | undefined {
  // Anything else would begin a line of its own, or not be kept by clients.
  if (id !== undefined && /[\r\n\0]/.test(id))
    throw new TypeError("an event's id has characters that it can't have");
  return id;
}
