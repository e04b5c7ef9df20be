import { readFileSync } from "node:fs";
import type { DescMethod, DescService } from "@bufbuild/protobuf";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { PlacementError } from "../domain/errors.ts";
import type { Policy } from "../domain/policy/create-policy.ts";
import { Health } from "../gen/grpc/health/v1/health_pb.ts";
import { ServerReflection } from "../gen/grpc/reflection/v1/reflection_pb.ts";
import { ServerReflection as ServerReflectionAlpha } from "../gen/grpc/reflection/v1alpha/reflection_pb.ts";
import { Shutdown } from "../transcoder/http/shutdown.ts";
import { BodyBudget } from "./body-budget.ts";
import { boundStream, CallClock } from "./call-clock.ts";
import { createConnectHandler } from "./connect/connect-handler.ts";
import { type CorsConfig, withCors } from "./cors.ts";
import { createLeanGrpc } from "./grpc/lean-grpc.ts";
import { createHealthService } from "./health/health-service.ts";
import type { Readiness } from "./health/readiness.ts";
import type { HttpHandler } from "./http-handler.ts";
import { createAuthorize } from "./interceptors/authorize.ts";
import { createInterceptors } from "./interceptors/create-interceptors.ts";
import { createLogObserver } from "./interceptors/observe.ts";
import type { RefuseMalformed } from "./listener/http1.ts";
import type { StreamHandler } from "./listener/http2.ts";
import { createPortListener } from "./listener/port-listener.ts";
import { createDescriptorIndex } from "./reflection/descriptor-index.ts";
import { createReflectionService } from "./reflection/reflection-service.ts";
import { createRestParts, type RestParts } from "./rest-parts.ts";
import { createRouteRequest, noRest } from "./route-request.ts";
import { compileServices, type ServedService, serve } from "./served-service.ts";

/** What a server serves, and within which limits. */
export interface ServerOptions {
  readonly config: ServerConfig;
  readonly services: readonly ServedService[];
  /** Decides who may call what. */
  readonly policy: Policy;
  /** Makes the handler of all paths that are no RPC's. */
  readonly restHandler?: (parts: RestParts) => HttpHandler;
  /** Answers requests of HTTP/1 that the parser did not understand, in the dialect of that handler. */
  readonly refuseMalformed?: RefuseMalformed;
  readonly readiness: Readiness;
  readonly logger: Logger;
}

/** The settings that a server looks at. */
export type ServerConfig = Pick<
  Config,
  | "listen"
  | "workers"
  | "tlsCertFile"
  | "tlsKeyFile"
  | "bodyBytesMax"
  | "messageBytesMax"
  | "bodiesBytesMax"
  | "headerBytesMax"
  | "headerCountMax"
  | "requestTimeoutMs"
  | "headerTimeoutMs"
  | "keepAliveTimeoutMs"
  | "connectionsMax"
  | "streamsMax"
> &
  CorsConfig;

/** A server on one port. */
export interface Server {
  /** Resolves to where it listens: with port 0, to the port that was free. */
  listen(): Promise<{ host: string; port: number }>;
  /**
   * Turns not ready, stops accepting, ends streams, gives what else is in flight `graceMs` to end, closes all
   * connections.
   */
  close(graceMs: number): Promise<void>;
}

/**
 * Creates the server: gRPC, gRPC-Web, Connect and REST on one port, over the same implementations and through the
 * same interceptors; with gRPC's health and reflection, `/healthz` and `/readyz`.
 */
export function createServer(options: ServerOptions): Server {
  const { config, readiness } = options;
  const observe = createLogObserver(options.logger);
  const services = withOwnServices(options.services, readiness);
  const methods = methodsByPath(services);
  const authorize = createAuthorize(methods.values(), options.policy);
  const stopping = new AbortController();
  const interceptors = createInterceptors({
    requestTimeoutMs: config.requestTimeoutMs,
    observe,
    authorize,
    refusingViolations: servicesThat((one) => one.refusesViolations, services),
    shutdown: new Shutdown(stopping.signal),
    endingStreams: servicesThat((one) => one.endsStreams, services),
  });
  const invokers = compileServices(services, interceptors);
  const clock = new CallClock(config.requestTimeoutMs);
  const { messageBytesMax, requestTimeoutMs } = config;
  const budget = new BodyBudget(config.bodiesBytesMax);

  const lean = createLeanGrpc({
    methods,
    invokers,
    messageBytesMax,
    requestTimeoutMs,
    clock,
    budget,
    observe,
  });
  const rpc = createConnectHandler({ services, interceptors, messageBytesMax, budget, observe });
  const parts = createRestParts(invokers, observe, { bytesMax: config.bodyBytesMax, budget });
  const rest = options.restHandler?.(parts) ?? noRest;

  const serveStream: StreamHandler = (stream, headers) => {
    if (lean(stream, headers)) return true;
    const kind = methods.get(headers[":path"] ?? "")?.methodKind ?? "unary";
    if (kind === "unary") boundStream(stream, clock, requestTimeoutMs);
    return false;
  };
  const route = createRouteRequest({ rpcPaths: methods, rpc, rest, readiness, observe });
  const port = createPortListener({
    limits: config,
    handle: withCors(route, config, { rpcPaths: methods, observe }),
    serveStream,
    refuseMalformed: options.refuseMalformed,
    tls: readTls(config),
  });
  return {
    listen: () => port.listen({ ...config.listen, shared: config.workers > 1 }),
    async close(graceMs) {
      readiness.drain();
      stopping.abort(new PlacementError("UNAVAILABLE", {}, { message: "the server is about to stop" }));
      await port.close(graceMs);
      clock.stop();
    },
  };
}

function withOwnServices(services: readonly ServedService[], readiness: Readiness): ServedService[] {
  const described = [
    ...services.map(({ service }) => service),
    Health,
    ServerReflection,
    ServerReflectionAlpha,
  ];
  const reflection = createReflectionService(createDescriptorIndex(described), readiness);
  const names = described.map((service) => service.typeName);
  return [
    ...services,
    // Watchers are to hear that the server is not serving, and tools that there is no more to come.
    { ...serve(Health, createHealthService(names, readiness)), endsStreams: true },
    { ...serve(ServerReflection, reflection), endsStreams: true },
    { ...serve(ServerReflectionAlpha, reflection), endsStreams: true },
  ];
}

function servicesThat(
  holds: (one: ServedService) => boolean | undefined,
  services: readonly ServedService[],
): ReadonlySet<DescService> {
  return new Set(services.filter(holds).map(({ service }) => service));
}

function methodsByPath(services: readonly ServedService[]): ReadonlyMap<string, DescMethod> {
  const methods = services.flatMap(({ service }) => service.methods);
  return new Map(methods.map((method) => [`/${method.parent.typeName}/${method.name}`, method]));
}

function readTls({ tlsCertFile, tlsKeyFile }: ServerConfig) {
  if (tlsCertFile === undefined || tlsKeyFile === undefined) return undefined;
  return { cert: readFileSync(tlsCertFile), key: readFileSync(tlsKeyFile) };
}
