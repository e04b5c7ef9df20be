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

/** Whether the interceptors saw the call and so will tell the observer: a malformed request never reaches them. */
export const observedKey: ContextKey<boolean> = createContextKey(false, { description: "observed" });
