import { create } from "@bufbuild/protobuf";
import { DurationSchema } from "@bufbuild/protobuf/wkt";
import { ConnectError } from "@connectrpc/connect";
import { RetryInfoSchema } from "../../gen/google/rpc/error_details_pb.ts";

/**
 * After how many seconds to try again what a server can't do for the moment. Long enough for its successor or its
 * database to be there, short enough that nobody minds.
 */
export const RETRY_SECONDS = 1;

/** The same as a detail of an error, for clients of every protocol. */
export function retryInfo() {
  const retryDelay = create(DurationSchema, { seconds: BigInt(RETRY_SECONDS) });
  return { desc: RetryInfoSchema, value: { retryDelay } };
}

/** Milliseconds to wait before a second try, rounded up, where a detail says so. */
export function retryDelayMs(error: unknown): number | undefined {
  if (!(error instanceof ConnectError)) return undefined;
  const delay = error.findDetails(RetryInfoSchema)[0]?.retryDelay;
  if (delay === undefined || delay.seconds < 0n) return undefined;
  return Number(delay.seconds) * 1000 + Math.ceil(Math.max(delay.nanos, 0) / 1_000_000);
}

/** The same in the whole seconds that Retry-After has. */
export function retryAfterSeconds(error: unknown): number | undefined {
  const delayMs = retryDelayMs(error);
  return delayMs === undefined ? undefined : Math.ceil(delayMs / 1000);
}
