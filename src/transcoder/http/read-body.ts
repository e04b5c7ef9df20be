import { ChunkPile } from "./chunk-pile.ts";
import type { NodeRequest } from "./node-messages.ts";

/** The body is longer than `limitBytes`. What came of it is gone. */
export class BodyTooLarge extends Error {
  readonly limitBytes: number;

  constructor(limitBytes: number) {
    super(`the request body is longer than ${limitBytes} bytes`);
    this.name = "BodyTooLarge";
    this.limitBytes = limitBytes;
  }
}

/** There was no room for the body among all others that are held just now. What came of it is gone. */
export class NoRoomForBody extends Error {
  constructor() {
    super("there is no room for the request body just now");
    this.name = "NoRoomForBody";
  }
}

/** How much of a body is read. */
export interface BodyLimits {
  readonly limitBytes: number;
  /** Takes room for bytes of it among all bodies; false where there is none. Default: there always is. */
  readonly takeRoom?: ((bytes: number) => boolean) | undefined;
}

/** The client went away before the body was complete: there is nobody to answer. */
export class RequestAborted extends Error {
  constructor() {
    super("the client went away before its request was complete");
    this.name = "RequestAborted";
  }
}

/** What ends the reading of a body. */
type BodyError = BodyTooLarge | NoRoomForBody | RequestAborted;

/** Called once, with the body or with what ended it. */
export type BodyCallback = (error: BodyError | undefined, body: Buffer) => void;

const empty = Buffer.alloc(0);

/**
 * Reads a request's body, at most `limitBytes` of it. Rejects with BodyTooLarge, NoRoomForBody or RequestAborted. After
 * the first two there is still time to answer: for a second more is read and thrown away, as clients that are busy
 * sending do not look at answers, and then the connection (in HTTP/2, the stream) is closed.
 */
export function readBody(req: NodeRequest, limits: BodyLimits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    collectBody(req, limits, (error, body) => (error === undefined ? resolve(body) : reject(error)));
  });
}

/** The same with a callback, for the hot path: it is called at once where the body is known to be too large. */
export function collectBody(req: NodeRequest, limits: BodyLimits, done: BodyCallback): void {
  const { limitBytes } = limits;
  if (Number(req.headers["content-length"]) > limitBytes) {
    // To read would be to ask for it, if its client waits for that.
    if (req.headers.expect === undefined) discard(req);
    else setTimeout(() => req.destroyed || discard(req), askedMs).unref();
    done(new BodyTooLarge(limitBytes), empty);
    return;
  }
  if (req.readableEnded || req.destroyed) {
    done(req.readableEnded ? undefined : new RequestAborted(), empty);
    return;
  }
  const collected = new Collector(req, limits, done);
  req.on("data", collected.onData).on("end", collected.onEnd);
  req.on("error", collected.onAbort).on("close", collected.onAbort);
}

class Collector {
  readonly #req: NodeRequest;
  readonly #limits: BodyLimits;
  readonly #done: BodyCallback;
  #chunks = new ChunkPile();
  #size = 0;
  #finished = false;

  constructor(req: NodeRequest, limits: BodyLimits, done: BodyCallback) {
    this.#req = req;
    this.#limits = limits;
    this.#done = done;
  }

  onData = (chunk: Buffer): void => {
    if (this.#finished) return;
    this.#size += chunk.length;
    const { limitBytes, takeRoom } = this.#limits;
    if (this.#size > limitBytes) this.#refuse(new BodyTooLarge(limitBytes));
    else if (takeRoom === undefined || takeRoom(chunk.length)) this.#chunks.add(chunk);
    else this.#refuse(new NoRoomForBody());
  };

  onEnd = (): void => {
    this.#finish(undefined, this.#chunks.whole());
  };

  /** The listeners stay: an error that comes later must find one. */
  onAbort = (): void => {
    // Every request closes; an error for each would be the dearest part of it.
    if (!this.#finished) this.#finish(new RequestAborted());
  };

  #refuse(error: BodyError): void {
    discard(this.#req);
    this.#finish(error);
  }

  #finish(error: BodyError | undefined, body: Buffer = empty): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#chunks = new ChunkPile();
    this.#req.off("data", this.onData);
    this.#done(error, body);
  }
}

// Long enough for a client to look up from sending and find its answer, short enough to cost nobody much.
const lingerMs = 1000;

// Long enough to answer before.
const askedMs = 100;

/** Reads on for a while without keeping anything, then stops the client. */
function discard(req: NodeRequest): void {
  const timer = setTimeout(() => stop(req), lingerMs).unref();
  req.on("data", () => {}).on("error", () => {});
  for (const last of ["end", "close"]) req.once(last, () => clearTimeout(timer));
}

function stop(req: NodeRequest): void {
  // In HTTP/2 one stream must not take down the connection's others.
  if ("stream" in req) req.stream.close();
  else req.destroy();
}
