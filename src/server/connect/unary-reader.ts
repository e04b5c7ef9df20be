import { promisify } from "node:util";
import { brotliDecompress, gunzip } from "node:zlib";
import {
  create,
  type DescMethod,
  fromBinary,
  type JsonValue,
  type Message,
  toBinary,
  toJsonString,
} from "@bufbuild/protobuf";
import { createContextValues } from "@connectrpc/connect";
import { bindingViolations, messageReader, parseJsonBody, type Violation } from "../../transcoder/index.ts";
import { encodeFrame, parseFrame } from "../grpc/frame.ts";
import type { ConnectRequest } from "./endpoint.ts";
import type { Wire } from "./wire.ts";

const decompressors: Readonly<
  Record<string, (data: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>>
> = { gzip: promisify(gunzip), br: promisify(brotliDecompress) };

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
   * when it is their turn, and the handler answers as its protocol does.
   */
  async read(request: ConnectRequest, body: Buffer, wire: Wire): Promise<ConnectRequest> {
    const payload = await this.#payloadOf(body, request.header, wire);
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
  async #payloadOf(body: Buffer, header: Headers, wire: Wire): Promise<Buffer | Violation | undefined> {
    if (!wire.enveloped) return this.#decompress(body, header.get("content-encoding"));
    const frame = parseFrame(body);
    if ("problem" in frame) return undefined;
    if (!frame.compressed) return frame.payload;
    const encoding = header.get("grpc-encoding") ?? "identity";
    if (encoding !== "identity") return this.#decompress(frame.payload, encoding);
    return malformed("is compressed, but grpc-encoding names no compression");
  }

  async #decompress(payload: Buffer, encoding: string | null): Promise<Buffer | Violation | undefined> {
    if (encoding === null || encoding === "identity") return payload;
    const decompress = Object.hasOwn(decompressors, encoding) ? decompressors[encoding] : undefined;
    try {
      return await decompress?.(payload, { maxOutputLength: this.#bytesMax });
    } catch (error) {
      const isLarge = (error as { code?: unknown }).code === "ERR_BUFFER_TOO_LARGE";
      return isLarge ? undefined : malformed(`is not compressed with ${encoding}`);
    }
  }

  #parse(payload: Buffer | Violation, wire: Wire): Read {
    const { input } = this.#method;
    if (!Buffer.isBuffer(payload)) return { message: create(input), violations: [payload] };
    if (wire.json) {
      const parsed = parseJsonBody(payload);
      if (!("error" in parsed)) return this.#bind(parsed.value);
      return { message: create(input), violations: [malformed(`is not JSON: ${parsed.error}`)] };
    }
    try {
      return { message: fromBinary(input, payload), violations: [] };
    } catch {
      return { message: create(input), violations: [malformed(`is no ${input.typeName}`)] };
    }
  }

  #bind(json: JsonValue): Read {
    const { message, violations } = this.#readJson(json);
    return { message, violations: violations.map(spelledOut) };
  }

  #serialize(message: Message, { json }: Wire): Uint8Array {
    const { input } = this.#method;
    return json ? Buffer.from(toJsonString(input, message)) : toBinary(input, message);
  }
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
