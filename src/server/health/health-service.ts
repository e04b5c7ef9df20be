import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import {
  type Health,
  HealthCheckResponse_ServingStatus as Status,
} from "../../gen/grpc/health/v1/health_pb.ts";
import type { Readiness } from "./readiness.ts";

/**
 * gRPC's health protocol: all services of a server are as healthy as the server, whose own name is empty.
 *
 * Watchers get their last answer when the server begins to shut down, so that they don't hold it up.
 */
export function createHealthService(
  serviceNames: readonly string[],
  readiness: Readiness,
): ServiceImpl<typeof Health> {
  const names = new Set(["", ...serviceNames]);
  const status = () => (readiness.ready ? Status.SERVING : Status.NOT_SERVING);
  return {
    check({ service }) {
      if (!names.has(service)) throw new ConnectError(`no service ${service}`, Code.NotFound);
      return { status: status() };
    },

    list: () => ({ statuses: Object.fromEntries([...names].map((name) => [name, { status: status() }])) }),

    async *watch({ service }, { signal }) {
      let told: Status | undefined;
      while (!signal.aborted) {
        const changed = nextChange(readiness, signal);
        const now = names.has(service) ? status() : Status.SERVICE_UNKNOWN;
        if (now !== told) yield { status: now };
        told = now;
        if (readiness.draining) return;
        await changed;
      }
    },
  };
}

/** Resolves at the next change, or when the watcher goes away. */
function nextChange(readiness: Readiness, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      forget();
      signal.removeEventListener("abort", done);
      resolve();
    };
    const forget = readiness.onChange(done);
    signal.addEventListener("abort", done);
    if (signal.aborted) done();
  });
}
