import type { Readiness } from "./readiness.ts";

/** An answer to a probe. */
export interface ProbeAnswer {
  readonly status: 200 | 503;
  readonly text: string;
}

/**
 * Kubernetes' probes: `/healthz` says that the process is alive, `/readyz` whether it can do its work. Undefined for
 * any other path.
 */
export function answerProbe(path: string, readiness: Readiness): ProbeAnswer | undefined {
  if (path === "/healthz") return { status: 200, text: "ok\n" };
  if (path !== "/readyz") return undefined;
  if (readiness.ready) return { status: 200, text: "ok\n" };
  return { status: 503, text: readiness.draining ? "shutting down\n" : "database unreachable\n" };
}
