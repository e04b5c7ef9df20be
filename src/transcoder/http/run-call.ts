import { Code, ConnectError } from "@connectrpc/connect";
import type { UnaryAnswer, UnaryInvoker } from "../invoke.ts";
import type { HttpCall } from "./http-call.ts";

/** The longest that a timer of node's waits, in milliseconds: with more it does not wait at all. */
export const timerMsMax = 2_147_483_647;

/** Called once, with what the call came to. */
export interface CallEnd {
  answered(answer: UnaryAnswer): void;
  failed(error: unknown): void;
}

/**
 * Calls, and gives up when the call's time is over: its signal is aborted, and its end does not wait for handlers
 * that are deaf to that. Where the time is over already, nothing is called.
 */
export function runCall(invoke: UnaryInvoker, call: HttpCall, end: CallEnd): void {
  const { timeoutMs } = call;
  if (timeoutMs === undefined || timeoutMs > timerMsMax) {
    invoke(call).then(
      (answer) => end.answered(answer),
      (error: unknown) => end.failed(error),
    );
    return;
  }
  if (timeoutMs <= 0) end.failed(tooLate());
  else runTimed(invoke, call, timeoutMs, end);
}

function runTimed(invoke: UnaryInvoker, call: HttpCall, timeoutMs: number, end: CallEnd): void {
  let isOver = false;
  const finish = (act: () => void) => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    act();
  };
  const expire = () => {
    const error = tooLate();
    finish(() => end.failed(error));
    call.abort(error);
  };
  const timer = setTimeout(expire, timeoutMs);
  invoke(call).then(
    (answer) => finish(() => end.answered(answer)),
    (error: unknown) => finish(() => end.failed(error)),
  );
}

/** What a call ends with when its time is over. */
export function tooLate(): ConnectError {
  return new ConnectError("the time that the request allows is over", Code.DeadlineExceeded);
}
