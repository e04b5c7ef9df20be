import type { Message } from "@bufbuild/protobuf";
import type { Route } from "../route.ts";

/** How streams are kept open, and taken up again. */
export interface StreamOptions {
  /**
   * After how many milliseconds without a message a stream gives a sign of life: its head, where that is not sent yet,
   * and server-sent events a comment too. Infinity for never. Default 15 seconds: proxies wait for 30 or more.
   */
  readonly heartbeatMs: number;
  /**
   * The `id` of a server-sent event, with which a client comes back after it lost its connection. Without line breaks.
   * Default: none.
   */
  readonly eventId?: ((message: object, route: Route) => string | undefined) | undefined;
  /**
   * Makes a request go on after the event that its client saw last, as its Last-Event-ID says. Called before the
   * call, for server-sent events only. What it throws is the call's error. Default: only the header tells.
   */
  readonly resume?: ((lastEventId: string, request: Message, route: Route) => void) | undefined;
  /**
   * Aborted when the server is about to stop: streams end at once, in their own form, with UNAVAILABLE or with the
   * error that is the signal's reason, and so do the signals of their calls; those that come later are refused with it.
   * Default: they go on for as long as they like.
   */
  readonly shutdownSignal?: AbortSignal | undefined;
}

/** Fills in what is left open. */
export function streamOptions(options: Partial<StreamOptions> = {}): StreamOptions {
  return { heartbeatMs: 15_000, ...options };
}
