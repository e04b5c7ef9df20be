import { once } from "node:events";
import { createServer } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import type { DescMethod } from "@bufbuild/protobuf";
import { createContextValues } from "@connectrpc/connect";
import { afterAll, beforeAll } from "vitest";
import {
  answerClientError,
  createRestHandler,
  type RestEvent,
  type RestOptions,
} from "../../../src/rest/index.ts";
import type { UnaryAnswer, UnaryCall } from "../../../src/transcoder/index.ts";
import { contractServices } from "../../kit/contract-services.ts";

/** A call that arrived where the RPCs would be. */
export interface ArrivedCall {
  readonly method: DescMethod;
  readonly call: UnaryCall;
}

/** What stands in for the RPCs: tells what to answer a call with, or throws. */
export type Rpcs = (arrived: ArrivedCall) => object | Promise<object>;

/** A real HTTP server with nothing but the dialect behind it. */
export interface DialectServer {
  readonly url: string;
  readonly port: number;
  readonly calls: ArrivedCall[];
  readonly events: RestEvent[];
  /** Replaces what stands in for the RPCs; by default they answer with empty messages. */
  rpcs: Rpcs;
  /** A response header that the RPCs set. */
  header: Headers;
}

const bodyBytes = 4096;

/** Runs a dialect server from the first test of a file to its last. */
export function useDialectServer(
  options: { readonly http2?: boolean } & Pick<Partial<RestOptions>, "front" | "holdBody"> = {},
): DialectServer {
  const state = { url: "", port: 0, calls: [], events: [], rpcs: () => ({}), header: new Headers() };
  const server: { -readonly [K in keyof DialectServer]: DialectServer[K] } = state;
  let requests = 0;
  const answer = async (arrived: ArrivedCall): Promise<UnaryAnswer> => {
    server.calls.push(arrived);
    const message = (await server.rpcs(arrived)) as Record<string, unknown>;
    return { message, header: server.header, trailer: new Headers() };
  };
  const handler = createRestHandler({
    services: contractServices,
    invoker: (method) => (call) => answer({ method, call }),
    identify: (header) => header.get("x-auth-token") ?? undefined,
    newRequestId: () => `req-${++requests}`,
    contextValues: () => createContextValues(),
    observe: (event) => server.events.push(event),
    limits: { bodyBytes },
    incompleteOwner: { projectId: "nobody", userId: "nobody" },
    ...(options.front === undefined ? {} : { front: options.front }),
    ...(options.holdBody === undefined ? {} : { holdBody: options.holdBody }),
  });
  const node = options.http2 === true ? createHttp2Server(handler) : createServer(handler);
  node.on("clientError", (error, socket) => answerClientError(error, socket, "req-none"));
  beforeAll(async () => {
    await once(node.listen(0, "127.0.0.1"), "listening");
    server.port = (node.address() as AddressInfo).port;
    server.url = `http://127.0.0.1:${server.port}`;
  });
  afterAll(() => new Promise((resolve) => node.close(resolve)));
  return server;
}
