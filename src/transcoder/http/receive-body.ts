import type { Route } from "../route.ts";
import { type ContentCoding, contentCodings, decompress } from "./content-coding.ts";
import type { HttpFailure } from "./http-failure.ts";
import { mediaTypeObjection } from "./media-type.ts";
import type { NodeRequest } from "./node-messages.ts";
import { BodyTooLarge, collectBody, NoRoomForBody } from "./read-body.ts";

/** What a route's body came to. */
export type BodyReceiver = (body: Buffer | HttpFailure) => void;

/** How much of a body is read and decompressed. */
export interface BodyRoom {
  readonly bytesMax: number;
  /** Takes room among all bodies; undefined where there always is some. */
  readonly takeRoom: ((bytes: number) => boolean) | undefined;
}

/**
 * Reads the body of a request for a route and decompresses it. `done` is called once, or never where the client
 * went away; at once where the headers are enough to refuse it.
 */
export function receiveBody(
  req: NodeRequest,
  route: Route,
  { bytesMax, takeRoom }: BodyRoom,
  done: BodyReceiver,
): void {
  const coding = codingOf(req);
  const objection =
    coding === "unknown" ? unknownCoding : route.takesRawBody ? undefined : mediaTypeObjection(req);
  if (objection !== undefined) {
    done({ kind: "unsupported-media-type", reason: objection });
    return;
  }
  collectBody(req, { limitBytes: bytesMax, takeRoom }, (error, body) => {
    if (error !== undefined) tell(error, done);
    else if (coding === undefined || body.length === 0) done(body);
    else inflateBody(coding as ContentCoding, body, { bytesMax, takeRoom }, done);
  });
}

/** Tells what is wrong with a body, unless its client went away. */
function tell(error: Error, done: BodyReceiver): void {
  if (error instanceof BodyTooLarge) done({ kind: "body-too-large", limitBytes: error.limitBytes });
  else if (error instanceof NoRoomForBody) done({ kind: "no-room" });
}

const unknownCoding = `the body may be compressed by ${contentCodings.join(" or ")} only`;

function codingOf(req: NodeRequest): ContentCoding | "unknown" | undefined {
  const text = req.headers["content-encoding"];
  if (text === undefined || text === "" || text === "identity") return undefined;
  const coding = text.trim().toLowerCase();
  if (coding === "identity") return undefined;
  if (coding === "x-gzip") return "gzip";
  return contentCodings.find((one) => one === coding) ?? "unknown";
}

function inflateBody(coding: ContentCoding, body: Buffer, room: BodyRoom, done: BodyReceiver): void {
  decompress(coding, body, room, (error, bytes) => {
    if (error === null) done(bytes);
    else if ("code" in error) done({ kind: "malformed-body", reason: `is not ${coding}` });
    else tell(error, done);
  });
}
