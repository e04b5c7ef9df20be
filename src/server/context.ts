import { type ContextKey, createContextKey } from "@connectrpc/connect";
import type { Principal } from "../domain/policy/principal.ts";

/** The id of the request, `req-<uuid>`: in every response's header and in every line of the log about it. */
export const requestIdKey: ContextKey<string> = createContextKey("", { description: "request id" });

/** Who calls; undefined where anybody may. */
export const principalKey: ContextKey<Principal | undefined> = createContextKey<Principal | undefined>(
  undefined,
  { description: "principal" },
);

/** Whether the interceptors saw the call and so will tell the observer: a malformed request never reaches them. */
export const observedKey: ContextKey<boolean> = createContextKey(false, { description: "observed" });
