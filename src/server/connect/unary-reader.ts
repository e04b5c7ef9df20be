import {
  create,
  type DescMethod,
  fromBinary,
  fromJsonString,
  type JsonValue,
  type Message,
  toBinary,
  toJsonString,
} from "@bufbuild/protobuf";
import { createContextValues } from "@connectrpc/connect";
import {
  BodyTooLarge,
  bindingViolations,
  type ContentCoding,
  messageReader,
  NoRoomForBody,
  parseJsonBody,
  type Violation,
} from "../../transcoder/index.ts";
import { encodeFrame, parseFrame, prefixBytes } from "../grpc/frame.ts";
import { inflate } from "../inflate.ts";
import type { ConnectRequest } from "./endpoint.ts";
import type { Wire } from "./wire.ts";

/** Takes room for bytes of a request among those of all others. */
type TakeRoom = (bytes: number) => boolean;

const codings: readonly string[] = ["gzip", "br"] satisfies ContentCoding[];

/** What could be read of a message, and what could not. */
interface Read {
  readonly message: Message;
  readonly violations: readonly Violation[];
}

/**
 * Reads a unary method's requests before Connect's own handlers do. Those throw at the first thing that they don't
 * like: as an internal error where it is binary, without a word about the field that clients' programs could
 * read, and mending text that is none.
 */
export class UnaryReader {
  readonly #method: DescMethod;
  readonly #bytesMax: number;
  readonly #readJson: ReturnType<typeof messageReader>;

  constructor(method: DescMethod, bytesMax: number) {
    this.#method = method;
    this.#bytesMax = bytesMax;
    this.#readJson = messageReader(method.input);
  }

  /**
   * The request with its body in one piece. Where that is no message of the method, Connect's handler gets one with
   * all that could be read, and the violations are in the call's context: interceptors and the service refuse them
   * when it is their turn, and the handler answers as its protocol does. Rejects with BodyTooLarge for what says that it
   * is larger than it may, or is when it is decompressed, and with NoRoomForBody where there is none for that.
   */
  async read(
    request: ConnectRequest,
    body: Buffer,
    { wire, takeRoom }: { readonly wire: Wire; readonly takeRoom: TakeRoom },
  ): Promise<ConnectRequest> {
    const payload = await this.#payloadOf(body, request.header, wire, takeRoom);
    const read = payload && this.#parse(payload, wire);
    if (read === undefined || read.violations.length === 0) return withBody(request, body);
    const { message, violations } = read;
    const contextValues = (request.contextValues ?? createContextValues()).set(bindingViolations, violations);
    const header = new Headers(request.header);
    for (const name of ["content-encoding", "content-length"]) header.delete(name);
    const readable = this.#serialize(message, wire);
    return withBody({ ...request, header, contextValues }, wire.enveloped ? encodeFrame(readable) : readable);
  }

  /** The message's bytes, what is wrong with them, or undefined for what the handler refuses well itself. */
  async #payloadOf(
    body: Buffer,
    header: Headers,
    wire: Wire,
    takeRoom: TakeRoom,
  ): Promise<Buffer | Violation | undefined> {
    if (!wire.enveloped) return this.#decompress(body, header.get("content-encoding"), takeRoom);
    const frame = parseFrame(body);
    if ("problem" in frame) return frame.problem === "truncated" ? this.#cutShort(body) : undefined;
    if (!frame.compressed) return frame.payload;
    const encoding = header.get("grpc-encoding") ?? "identity";
    if (encoding !== "identity") return this.#decompress(frame.payload, encoding, takeRoom);
    return malformed("is compressed, but grpc-encoding names no compression");
  }

  #cutShort(body: Buffer): Violation {
    const promised = body.length < prefixBytes ? 0 : body.readUInt32BE(1);
    if (promised > this.#bytesMax) throw new BodyTooLarge(this.#bytesMax);
    return malformed("is shorter than its prefix says");
  }

  async #decompress(
    payload: Buffer,
    encoding: string | null,
    takeRoom: TakeRoom,
  ): Promise<Buffer | Violation | undefined> {
    if (encoding === null || encoding === "identity") return payload;
    if (!codings.includes(encoding)) return undefined;
    try {
      return await inflate(encoding as ContentCoding, payload, { bytesMax: this.#bytesMax, takeRoom });
    } catch (error) {
      if (error instanceof NoRoomForBody || error instanceof BodyTooLarge) throw error;
      return malformed(`is not compressed with ${encoding}`);
    }
  }

  #parse(payload: Buffer | Violation, wire: Wire): Read {
    const { input } = this.#method;
    if (!Buffer.isBuffer(payload)) return { message: create(input), violations: [payload] };
    if (wire.json) {
      const parsed = parseJsonBody(payload);
      if (!("error" in parsed)) return this.#bind(parsed.value, payload);
      return { message: create(input), violations: [malformed(`is not JSON: ${parsed.error}`)] };
    }
    try {
      return { message: fromBinary(input, payload), violations: [] };
    } catch {
      return { message: create(input), violations: [malformed(`is no ${input.typeName}`)] };
    }
  }

  #bind(json: JsonValue, text: Buffer): Read {
    const { message, violations } = this.#readJson(json);
    if (violations.length > 0) return { message, violations: violations.map(spelledOut) };
    try {
      // The handler's own decoder, which sees keys that are there twice.
      fromJsonString(this.#method.input, text.toString());
      return { message, violations };
    } catch (error) {
      return { message, violations: [malformed(`is no ${this.#method.input.typeName}: ${wordsOf(error)}`)] };
    }
  }

  #serialize(message: Message, { json }: Wire): Uint8Array {
    const { input } = this.#method;
    return json ? Buffer.from(toJsonString(input, message)) : toBinary(input, message);
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function malformed(message: string): Violation {
  return { field: "", rule: "malformed", message: `the message ${message}` };
}

/** Of no field, a violation's words lack their subject. */
function spelledOut(violation: Violation): Violation {
  return violation.field === "" ? { ...violation, message: `the message ${violation.message}` } : violation;
}

/** The request with this for a body. */
export function withBody(request: ConnectRequest, body: Uint8Array): ConnectRequest {
  return { ...request, body: once(body) };
}

async function* once(chunk: Uint8Array) {
  yield chunk;
}
