import type { createConnectRouter } from "@connectrpc/connect";
import { BodyTooLarge, readBody } from "../../transcoder/index.ts";
import { encodeFrame } from "../grpc/frame.ts";
import type { HttpRequest } from "../http-handler.ts";
import { asBytes, asText, decodeText } from "./grpc-web-text.ts";
import { tameTimeout } from "./tame-timeout.ts";
import { UnaryReader, withBody } from "./unary-reader.ts";
import { type Wire, wireOf } from "./wire.ts";

/** Connect's own handler of one method, for all protocols. */
export type ConnectHandler = ReturnType<typeof createConnectRouter>["handlers"][number];

/** What it takes. */
export type ConnectRequest = Parameters<ConnectHandler>[0];

/** What it answers. */
export type ConnectResponse = Awaited<ReturnType<ConnectHandler>>;

/** One method as Connect's handler serves it, and what that lacks: refusals that explain, gRPC-Web's text form. */
export class Endpoint {
  readonly isUnary: boolean;
  readonly #handler: ConnectHandler;
  readonly #reader: UnaryReader | undefined;
  readonly #bytesMax: number;

  constructor(handler: ConnectHandler, messageBytesMax: number) {
    const { method } = handler;
    this.#handler = handler;
    this.#bytesMax = messageBytesMax;
    this.isUnary = method.methodKind === "unary";
    this.#reader = method.methodKind === "unary" ? new UnaryReader(method, messageBytesMax) : undefined;
  }

  /** Answers a request; `request` is where its body comes from. Rejects where the client goes away meanwhile. */
  async answer(universal: ConnectRequest, request: HttpRequest): Promise<ConnectResponse> {
    tameTimeout(universal.header);
    const wire = request.method === "POST" ? this.#wireOf(universal.header) : undefined;
    if (wire === undefined) return this.#handler(universal);
    const asked = wire.text ? asBytes(universal) : universal;
    const answer = await this.#handler(await this.#read(asked, request, wire));
    return wire.text ? asText(answer) : answer;
  }

  /** Undefined for requests that the handler reads itself, as they come. */
  #wireOf(header: Headers): Wire | undefined {
    const wire = wireOf(header.get("content-type") ?? "");
    const isWhole =
      this.isUnary || (wire?.text === true && this.#handler.method.methodKind === "server_streaming");
    return isWhole ? wire : undefined;
  }

  async #read(asked: ConnectRequest, request: HttpRequest, wire: Wire): Promise<ConnectRequest> {
    try {
      const body = await readBody(request, { limitBytes: bodyBytesMax(this.#bytesMax, wire) });
      const bytes = wire.text ? decodeText(body) : body;
      return this.#reader === undefined
        ? withBody(asked, bytes)
        : await this.#reader.read(asked, bytes, wire);
    } catch (error) {
      if (!(error instanceof BodyTooLarge)) throw error;
      // In the place of what was not read: the handler refuses it for its size.
      const filler = Buffer.alloc(this.#bytesMax + 1);
      return withBody(asked, wire.enveloped ? encodeFrame(filler) : filler);
    }
  }
}

/** A message with its prefix, in base64 if need be. */
function bodyBytesMax(messageBytesMax: number, { enveloped, text }: Wire): number {
  const bytesMax = messageBytesMax + (enveloped ? 5 : 0);
  return text ? Math.ceil(bytesMax / 3) * 4 : bytesMax;
}
