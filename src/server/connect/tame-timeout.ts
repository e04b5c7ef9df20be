import { clientTimeoutMs } from "../grpc/timeout.ts";

/** The longest that a timer of Node's can wait, in milliseconds: with more it does not wait at all. */
const timerMsMax = 2_147_483_647;

/** Shortens a client's timeout of more than 24 days to that: Connect makes a timer of whatever it is. */
export function tameTimeout(header: Headers): void {
  const timeoutMs = clientTimeoutMs(header);
  if (timeoutMs === undefined || timeoutMs <= timerMsMax) return;
  if (header.has("grpc-timeout")) header.set("grpc-timeout", `${Math.floor(timerMsMax / 1000)}S`);
  else header.set("connect-timeout-ms", String(timerMsMax));
}
