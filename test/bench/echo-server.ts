import { createServer as createHttp1, type Server as Http1Server } from "node:http";
import { createServer as createHttp2 } from "node:http2";
import type { AddressInfo } from "node:net";
import { create } from "@bufbuild/protobuf";
import type { ConnectRouter, Interceptor, ServiceImpl } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { Server as GrpcServer, ServerCredentials } from "@grpc/grpc-js";
import { fastify } from "fastify";
import { parseConfig } from "../../src/config.ts";
import { createPolicy } from "../../src/domain/policy/create-policy.ts";
import { HttpRuleSchema } from "../../src/gen/google/api/http_pb.ts";
import { BodyBudget } from "../../src/server/body-budget.ts";
import { CallClock } from "../../src/server/call-clock.ts";
import { createLogger } from "../../src/server/create-logger.ts";
import { createServer } from "../../src/server/create-server.ts";
import { createLeanGrpc } from "../../src/server/grpc/lean-grpc.ts";
import { Readiness } from "../../src/server/health/readiness.ts";
import { createAuthorize } from "../../src/server/interceptors/authorize.ts";
import { createInterceptors } from "../../src/server/interceptors/create-interceptors.ts";
import { createLogObserver } from "../../src/server/interceptors/observe.ts";
import { compileServices, serve } from "../../src/server/served-service.ts";
import { compileRoute, createHttpHandler, routerOf, type UnaryInvoker } from "../../src/transcoder/index.ts";
import { EchoResponseSchema, EchoService } from "../server/gen/echo/v1/echo_pb.ts";
import { grpcMethod } from "../server/grpc-client.ts";

// One server of the serving benchmark, in a process of its own: tells its port, and the processor time it has used
// whenever it is asked.

const method = EchoService.method.echo;
const host = "127.0.0.1";
const requestTimeoutMs = 30_000;
const implementation: Partial<ServiceImpl<typeof EchoService>> = { echo: ({ text }) => ({ text }) };
const echo = serve(EchoService, implementation);
const observe = createLogObserver(createLogger("info", "/dev/null").logger);
const policy = createPolicy({ enforceNewDefaults: true, enforceScope: true });
const authorize = createAuthorize([method], policy);
const pass: Interceptor = (next) => async (request) => await next(request);

/** Chains to compare: none, some that do nothing, and what the server really has. */
const chains: Record<string, Interceptor[]> = {
  "0": [],
  "1": [pass],
  "3": [pass, pass, pass],
  real: createInterceptors({ requestTimeoutMs, observe, authorize }),
};

const kinds: Record<string, (chain: Interceptor[]) => Promise<number>> = {
  "grpc-js": async () => {
    const server = new GrpcServer();
    server.addService(
      { Echo: grpcMethod(method) },
      {
        Echo: (call: { request: { text: string } }, answer: (error: null, message: object) => void) =>
          answer(null, create(EchoResponseSchema, { text: call.request.text })),
      },
    );
    return await new Promise((resolve, reject) =>
      server.bindAsync(`${host}:0`, ServerCredentials.createInsecure(), (error, port) =>
        error === null ? resolve(port) : reject(error),
      ),
    );
  },

  "connect-node": (chain) => listen(createHttp2(connectHandler(chain)) as unknown as Http1Server),

  "connect-node 1.1": (chain) => listen(createHttp1(connectHandler(chain))),

  "lean gRPC": (chain) => {
    const server = createHttp2();
    server.on("stream", leanGrpc(chain));
    return listen(server as unknown as Http1Server);
  },

  "node:http": () =>
    listen(
      createHttp1((request, response) => {
        const text = JSON.stringify({ text: (request.url ?? "").slice("/echo/".length) });
        const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
        response.writeHead(200, headers).end(text);
      }),
    ),

  fastify: async () => {
    const app = fastify();
    app.get<{ Params: { text: string } }>("/echo/:text", async (request) => ({ text: request.params.text }));
    await app.listen({ host, port: 0 });
    return (app.server.address() as AddressInfo).port;
  },

  "lean REST": (chain) => listen(createHttp1(restHandler(invokerOf(chain)))),

  placementd: async () => {
    const readiness = new Readiness();
    const server = createServer({
      config: parseConfig({ PLACEMENTD_LISTEN: `${host}:0` }),
      services: [echo],
      policy,
      restHandler: (parts) => restHandler(parts.invoker(method)),
      readiness,
      logger: createLogger("info", "/dev/null").logger,
    });
    return (await server.listen()).port;
  },
};

function connectHandler(interceptors: Interceptor[]) {
  const routes = (router: ConnectRouter) => router.service(EchoService, implementation);
  return connectNodeAdapter({ routes, interceptors });
}

function invokerOf(chain: Interceptor[]): UnaryInvoker {
  const invoker = compileServices([echo], chain).get(method);
  if (invoker === undefined) throw new TypeError("echo is unary");
  return invoker;
}

function leanGrpc(chain: Interceptor[]) {
  return createLeanGrpc({
    methods: new Map([[`/${EchoService.typeName}/${method.name}`, method]]),
    invokers: new Map([[method, invokerOf(chain)]]),
    messageBytesMax: 1 << 22,
    budget: new BodyBudget(1 << 30),
    requestTimeoutMs,
    clock: new CallClock(requestTimeoutMs),
    observe,
  });
}

function restHandler(invoker: UnaryInvoker) {
  const routes = [
    create(HttpRuleSchema, { pattern: { case: "get", value: "/echo/{text}" } }),
    create(HttpRuleSchema, { pattern: { case: "post", value: "/echo" }, body: "*" }),
  ].map((rule) => compileRoute(method, rule));
  return createHttpHandler({ router: routerOf(routes), invoker: () => invoker });
}

function listen(server: Http1Server): Promise<number> {
  return new Promise((resolve) =>
    server.listen(0, host, () => resolve((server.address() as AddressInfo).port)),
  );
}

const [kind = "", chain = "0"] = process.argv.slice(2);
const port = await kinds[kind]?.(chains[chain] ?? []);
process.send?.({ port });
process.on("message", () => process.send?.({ cpu: process.cpuUsage() }));
process.on("disconnect", () => process.exit());
