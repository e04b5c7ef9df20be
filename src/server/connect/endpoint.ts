import { type ConnectError, type createConnectRouter, createContextValues } from "@connectrpc/connect";
import type { PlacementError } from "../../domain/errors.ts";
import { type BodyHold, BodyTooLarge, isGone, NoRoomForBody, readBody } from "../../transcoder/index.ts";
import { noRoom } from "../body-budget.ts";
import { unreadKey } from "../context.ts";
import { messageTooLarge } from "../grpc/decompress.ts";
import { encodeFrame } from "../grpc/frame.ts";
import type { HttpRequest, HttpResponse } from "../http-handler.ts";
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

/** Where a request's body comes from, and the room that it has. */
interface BodySource {
  readonly request: HttpRequest;
  readonly response: HttpResponse;
  readonly hold: BodyHold;
}

/** One method as Connect's handler serves it, and what that lacks: refusals that explain, gRPC-Web's text form. */
export class Endpoint {
  readonly isUnary: boolean;
  readonly #handler: ConnectHandler;
  readonly #reader: UnaryReader | undefined;
  readonly #bytesMax: number;

  constructor(handler: ConnectHandler, { messageBytesMax }: { readonly messageBytesMax: number }) {
    const { method } = handler;
    this.#handler = handler;
    this.#bytesMax = messageBytesMax;
    this.isUnary = method.methodKind === "unary";
    this.#reader = method.methodKind === "unary" ? new UnaryReader(method, messageBytesMax) : undefined;
  }

  /** Answers a request. Rejects where the client goes away meanwhile. */
  async answer(universal: ConnectRequest, body: BodySource): Promise<ConnectResponse> {
    tameTimeout(universal.header);
    const wire = body.request.method === "POST" ? this.#wireOf(universal.header) : undefined;
    if (wire === undefined) return this.#withAllow(await this.#handler(universal));
    const asked = wire.text ? asBytes(universal) : universal;
    const answer = await this.#handler(await this.#read(asked, body, wire));
    return wire.text ? asText(answer) : answer;
  }

  /** Which methods there are instead, Connect does not say; a 405 has to. */
  #withAllow(answer: ConnectResponse): ConnectResponse {
    if (answer.status !== 405) return answer;
    const header = new Headers(answer.header);
    header.set("allow", [...new Set(this.#handler.allowedMethods)].join(", "));
    return { ...answer, header };
  }

  /** Undefined for requests that the handler reads itself, as they come. */
  #wireOf(header: Headers): Wire | undefined {
    const wire = wireOf(header.get("content-type") ?? "");
    const isWhole =
      this.isUnary || (wire?.text === true && this.#handler.method.methodKind === "server_streaming");
    return isWhole ? wire : undefined;
  }

  async #read(
    asked: ConnectRequest,
    { request, response, hold }: BodySource,
    wire: Wire,
  ): Promise<ConnectRequest> {
    try {
      const limitBytes = bodyBytesMax(this.#bytesMax, wire);
      const takeRoom = (bytes: number) => hold.take(bytes);
      const body = await readBody(request, { limitBytes, takeRoom });
      const bytes = wire.text ? decodeText(body) : body;
      return this.#reader === undefined
        ? withBody(asked, bytes)
        : await this.#reader.read(asked, bytes, { wire, takeRoom });
    } catch (error) {
      // Who is gone has no room, nor any use for an answer.
      if (isGone(response)) throw error;
      const refusal = this.#refusalFor(error);
      // Nothing of the body is kept.
      hold.release();
      return unread(asked, wire, refusal);
    }
  }

  /** What is wrong with a body that was not read. Throws what is nothing to tell a client. */
  #refusalFor(error: unknown): PlacementError | ConnectError {
    if (error instanceof BodyTooLarge) return messageTooLarge(this.#bytesMax);
    if (error instanceof NoRoomForBody) return noRoom();
    throw error;
  }
}

/** The request with an empty message, for the interceptors to refuse: by then the answer has its protocol's form. */
function unread(asked: ConnectRequest, wire: Wire, refusal: PlacementError | ConnectError): ConnectRequest {
  const contextValues = (asked.contextValues ?? createContextValues()).set(unreadKey, refusal);
  const header = new Headers(asked.header);
  for (const name of ["content-encoding", "content-length"]) header.delete(name);
  const empty = Buffer.from(wire.json ? "{}" : "");
  return withBody({ ...asked, header, contextValues }, wire.enveloped ? encodeFrame(empty) : empty);
}

/** A message with its prefix, in base64 if need be. */
function bodyBytesMax(messageBytesMax: number, { enveloped, text }: Wire): number {
  const bytesMax = messageBytesMax + (enveloped ? 5 : 0);
  return text ? Math.ceil(bytesMax / 3) * 4 : bytesMax;
}
