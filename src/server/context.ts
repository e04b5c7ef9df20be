import { type ConnectError, type ContextKey, createContextKey } from "@connectrpc/connect";
import type { PlacementError } from "../domain/errors.ts";
import type { Principal } from "../domain/policy/principal.ts";

/** The id of the request, `req-<uuid>`: in every response's header and in every line of the log about it. */
export const requestIdKey: ContextKey<string> = createContextKey("", { description: "request id" });

/** Who calls; undefined where anybody may. */
export const principalKey: ContextKey<Principal | undefined> = createContextKey<Principal | undefined>(
  undefined,
  { description: "principal" },
);

/** Why a call is refused whose request could not be read, for the interceptors to say; its message is empty. */
export const unreadKey: ContextKey<PlacementError | ConnectError | undefined> = createContextKey<
  PlacementError | ConnectError | undefined
>(undefined, { description: "why the request was not read" });

/**
 * Who tells the observer of a request; undefined as long as nobody has taken that on. The first who does is the only
 * one: `call` are the interceptors, of all calls that reach them, and `request` is who had the request before them, of
 * one that ended there, as a malformed one does.
 */
export const tellerKey: ContextKey<"call" | "request" | undefined> = createContextKey<
  "call" | "request" | undefined
>(undefined, { description: "who tells of the request" });
