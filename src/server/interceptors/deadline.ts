import type { Interceptor, UnaryRequest } from "@connectrpc/connect";
import { PlacementError } from "../../domain/errors.ts";
import { isLeanCall } from "../../transcoder/invoke.ts";
import { clientTimeoutMs } from "../grpc/timeout.ts";
import type { Deadlines } from "./deadlines.ts";

type Next = ReturnType<Interceptor>;

/**
 * Calls `next` and gives up on it after the client's time or the limit, whichever is less: then the call's signal
 * is aborted, and the call is answered DEADLINE_EXCEEDED even if its handler is deaf to the signal. Where the
 * client's time is over already, nothing is begun.
 */
export function withDeadline(next: Next, request: UnaryRequest, deadlines: Deadlines): ReturnType<Next> {
  const allowed = isLeanCall(request) ? request.timeoutMs() : clientTimeoutMs(request.header);
  if (allowed !== undefined && allowed <= 0) return Promise.reject(new PlacementError("DEADLINE_EXCEEDED"));
  const { bounded, abort } = abortable(request);
  const answer = next(bounded);
  return new Promise((resolve, reject) => {
    const alarm = deadlines.start(allowed, () => {
      const error = new PlacementError("DEADLINE_EXCEEDED");
      reject(error);
      abort(error);
    });
    answer.then(
      (response) => {
        alarm.stop();
        resolve(response);
      },
      (error) => {
        alarm.stop();
        reject(error);
      },
    );
  });
}

function abortable(request: UnaryRequest): { bounded: UnaryRequest; abort(reason: unknown): void } {
  if (isLeanCall(request)) return { bounded: request, abort: (reason) => request.abort(reason) };
  const controller = new AbortController();
  const signal = AbortSignal.any([request.signal, controller.signal]);
  return { bounded: { ...request, signal }, abort: (reason) => controller.abort(reason) };
}
