import type { Interceptor, StreamRequest, StreamResponse } from "@connectrpc/connect";
import type { Shutdown } from "../../transcoder/http/shutdown.ts";

type Next = ReturnType<Interceptor>;

/**
 * Calls a method that streams, and ends it when the server is about to stop: the handler's signal is aborted, and the
 * client is told why, without waiting for a handler that is deaf to that.
 */
export async function untilShutdown(
  next: Next,
  request: StreamRequest,
  shutdown: Shutdown,
): Promise<StreamResponse> {
  if (shutdown.error !== undefined) throw shutdown.error;
  const controller = new AbortController();
  const abort = (reason: unknown) => controller.abort(reason);
  const forget = () => shutdown.delete(abort);
  shutdown.add(abort);
  // Messages that nobody comes to ask for tell of no end.
  request.signal.addEventListener("abort", forget, { once: true });
  const signal = AbortSignal.any([request.signal, controller.signal]);
  try {
    const answer = next({ ...request, signal });
    const response = (await unlessOver(answer, shutdown)) as StreamResponse;
    return { ...response, message: bounded(response.message, shutdown, forget) };
  } catch (error) {
    forget();
    throw error;
  }
}

async function* bounded<T>(messages: AsyncIterable<T>, shutdown: Shutdown, over: () => void) {
  const iterator = messages[Symbol.asyncIterator]();
  try {
    for (;;) {
      const result = await unlessOver(iterator.next(), shutdown);
      if (result.done === true) return;
      yield result.value;
    }
  } finally {
    over();
    // Lets the handler clean up; without effect on one that has ended.
    (async () => iterator.return?.())().catch(() => {});
  }
}

/** What is awaited, or a rejection as soon as the server is about to stop. */
function unlessOver<T>(awaited: Promise<T>, shutdown: Shutdown): Promise<T> {
  return new Promise((resolve, reject) => {
    shutdown.add(reject);
    awaited.then(resolve, reject).finally(() => shutdown.delete(reject));
    if (shutdown.error !== undefined) reject(shutdown.error);
  });
}
