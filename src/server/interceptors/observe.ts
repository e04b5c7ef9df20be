import { Code, type ConnectError } from "@connectrpc/connect";
import type { Logger } from "pino";
import { PlacementError } from "../../domain/errors.ts";
import { codeName } from "../errors/code-name.ts";
import { isFault } from "../errors/map-error.ts";

/** What came of a request, by whatever protocol. */
export interface Observation {
  readonly requestId: string;
  /** `package.Service/Method` of a call; HTTP method and path of a request that reached none. */
  readonly method: string;
  readonly protocol: string;
  readonly durationMs: number;
  readonly error?: ConnectError | undefined;
  /** What its handler found remarkable though nothing failed: somebody should look at it. */
  readonly remark?: string | undefined;
  /** HTTP status of a request that reached no call. */
  readonly status?: number;
}

/** Clients choose what they ask for: a line of the log stays a line. */
const methodCharactersMax = 200;

/** Takes note of a request when it is over. */
export type Observer = (observation: Observation) => void;

/**
 * Logs one line for each request: its id, method, protocol, code and duration in milliseconds. The cause of a
 * fault of ours is in the line, at level `error`; it is nowhere else.
 */
export function createLogObserver(logger: Logger): Observer {
  return ({ requestId, method, protocol, durationMs, error, status, remark }) => {
    const fields = {
      requestId,
      method: method.slice(0, methodCharactersMax),
      protocol,
      // A request that reached no call has a status only.
      code: error !== undefined ? codeName(error.code) : status === undefined ? "OK" : undefined,
      durationMs: Math.round(durationMs * 1000) / 1000,
      status,
    };
    if (error === undefined && remark !== undefined) logger.warn({ ...fields, remark }, "request");
    else if (error === undefined) logger.info(fields, "request");
    else logger[levelOf(error)]({ ...fields, ...explain(error) }, "request");
  };
}

function levelOf(error: ConnectError): "info" | "warn" | "error" {
  if (isFault(error)) return "error";
  // Callers can't help it either, and somebody has to look at the database.
  return error.code === Code.Unavailable ? "warn" : "info";
}

/** What the log is told beyond the code. Callers never see a cause. */
function explain(error: ConnectError): { reason?: string; message?: string; err?: unknown } {
  const refusal = error.cause;
  if (!(refusal instanceof PlacementError)) {
    return { message: error.rawMessage, ...(isFault(error) ? { err: refusal ?? error } : undefined) };
  }
  if (isFault(error)) return { reason: refusal.reason, err: refusal.cause ?? refusal };
  return { reason: refusal.reason, ...(refusal.cause === undefined ? undefined : { err: refusal.cause }) };
}
