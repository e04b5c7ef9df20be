import { setTimeout as delay } from "node:timers/promises";
import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import { pino } from "pino";
import { type Config, parseConfig } from "../../src/config.ts";
import { PlacementError } from "../../src/domain/errors.ts";
import { createPolicy } from "../../src/domain/policy/create-policy.ts";
import { principalKey } from "../../src/server/context.ts";
import { createServer, type ServerOptions } from "../../src/server/create-server.ts";
import { Readiness } from "../../src/server/health/readiness.ts";
import { serve } from "../../src/server/served-service.ts";
import { EchoService } from "./gen/echo/v1/echo_pb.ts";

/** What the handlers of the test service saw, for tests to look at. */
export interface Seen {
  readonly aborted: unknown[];
  calls: number;
}

/** A line of the log. */
export type LogLine = Record<string, unknown>;

/** A running server of the test service. */
export interface EchoServer {
  readonly port: number;
  readonly url: string;
  readonly seen: Seen;
  readonly log: LogLine[];
  readonly readiness: Readiness;
  close(graceMs?: number): Promise<void>;
}

/** Starts a server of the test service on a free port of the loopback interface. */
export async function startEchoServer(
  settings: Partial<Config> = {},
  more: Partial<ServerOptions> = {},
): Promise<EchoServer> {
  const seen: Seen = { aborted: [], calls: 0 };
  const log: LogLine[] = [];
  const readiness = new Readiness();
  readiness.set(true);
  const server = createServer({
    config: { ...parseConfig({ PLACEMENTD_LISTEN: "127.0.0.1:0" }), ...settings },
    services: [serve(EchoService, echo(seen))],
    policy: createPolicy({ enforceNewDefaults: true, enforceScope: true }),
    readiness,
    logger: pino({ level: "trace" }, { write: (line) => log.push(JSON.parse(line)) }),
    ...more,
  });
  const { port } = await server.listen();
  const scheme = settings.tlsCertFile === undefined ? "http" : "https";
  return {
    port,
    url: `${scheme}://127.0.0.1:${port}`,
    seen,
    log,
    readiness,
    close: (graceMs = 0) => server.close(graceMs),
  };
}

const failures: Record<string, () => unknown> = {
  refusal: () =>
    new PlacementError("INVENTORY_IN_USE", {
      resource_provider_uuid: "u1",
      resource_classes: "VCPU,DISK_GB",
    }),
  invalid: () =>
    new PlacementError(
      "INVALID_REQUEST",
      {},
      {
        violations: [
          { field: 'inventories["VCPU"].total', rule: "int32.gte", message: "must be ≥ 1", limit: 1 },
        ],
      },
    ),
  many: () =>
    new PlacementError(
      "INVALID_REQUEST",
      {},
      {
        violations: Array.from({ length: 100 }, (_, i) => ({
          field: `inventories["CUSTOM_${"X".repeat(200)}${i}"].total`,
          rule: "int32.gte",
          message: "must be greater than or equal to 1",
        })),
      },
    ),
  fault: () => new TypeError("secret: cannot read properties of undefined"),
  text: () => "a string, not an Error",
  connect: () => new ConnectError("come back later: 100 % full", Code.Unavailable, { "retry-after": "7" }),
};

function echo(seen: Seen): Partial<ServiceImpl<typeof EchoService>> {
  return {
    echo({ text, times }, context) {
      seen.calls += 1;
      context.responseHeader.set("x-user", context.values.get(principalKey)?.user ?? "");
      const binary = context.requestHeader.get("x-blob-bin");
      if (binary !== null) context.responseTrailer.set("x-blob-bin", binary);
      if (text === "hop by hop") {
        for (const name of ["connection", "keep-alive", "grpc-status", "content-type", "te"]) {
          context.responseHeader.set(name, "7");
          context.responseTrailer.set(name, "7");
        }
      }
      return { text: text.repeat(times === 0 ? 1 : Math.min(times, 1_000_000)) };
    },

    fail({ kind }) {
      throw failures[kind]?.();
    },

    async wait({ durationMs, deaf }, { signal }) {
      seen.calls += 1;
      signal.addEventListener("abort", () => seen.aborted.push(signal.reason));
      if (deaf) await delay(durationMs);
      else await delay(durationMs, undefined, { signal });
      return {};
    },

    async *repeat({ text, times }, { signal }) {
      seen.calls += 1;
      signal.addEventListener("abort", () => seen.aborted.push(signal.reason));
      for (let i = 0; i < times; i++) yield { text };
      // Some wait for the end, others don't look at their signal.
      if (text === "watch") await delay(600_000, undefined, { signal });
      if (text === "deaf") await delay(1500);
      if (text === "fail") throw failures.refusal?.();
    },

    async *converse(requests, { signal }) {
      seen.calls += 1;
      signal.addEventListener("abort", () => seen.aborted.push(signal.reason));
      for await (const { text } of requests) yield { text };
    },
  };
}
