import { type BodyHold, ChunkPile } from "../../transcoder/index.ts";

/** What receiving a body came to. */
export type ReceivedBody = Buffer | "too-large" | "no-room";

const empty = Buffer.alloc(0);

/** Collects the chunks of a request's body, as far as it has no more than `bytesMax` bytes and there is room for it. */
export class BodyReceiver {
  readonly #bytesMax: number;
  readonly #hold: BodyHold;
  /** Most bodies come in one piece. */
  #first: Buffer | undefined;
  #more: ChunkPile | undefined;
  #size = 0;
  #refused = false;

  constructor(bytesMax: number, hold: BodyHold) {
    this.#bytesMax = bytesMax;
    this.#hold = hold;
  }

  /** Takes a chunk, or says why the body as a whole is refused; once, and then takes no notice of what comes. */
  take(chunk: Buffer): Exclude<ReceivedBody, Buffer> | undefined {
    if (this.#refused) return undefined;
    this.#size += chunk.length;
    if (this.#size > this.#bytesMax) return this.#refuse("too-large");
    if (!this.#hold.take(chunk.length)) return this.#refuse("no-room");
    if (this.#first === undefined) this.#first = chunk;
    else this.#addTo(this.#first, chunk);
    return undefined;
  }

  /** All that was taken; undefined where it was refused. */
  whole(): Buffer | undefined {
    if (this.#refused) return undefined;
    return this.#more?.whole() ?? this.#first ?? empty;
  }

  #addTo(first: Buffer, chunk: Buffer): void {
    if (this.#more === undefined) {
      this.#more = new ChunkPile();
      this.#more.add(first);
    }
    this.#more.add(chunk);
  }

  #refuse(why: "too-large" | "no-room"): "too-large" | "no-room" {
    this.#refused = true;
    this.#first = undefined;
    this.#more = undefined;
    this.#hold.release();
    return why;
  }
}
