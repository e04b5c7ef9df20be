import type { StreamRequest, UnaryRequest } from "@connectrpc/connect";
import { PlacementError } from "../../domain/errors.ts";
import type { Principal } from "../../domain/policy/principal.ts";
import { principalKey } from "../context.ts";
import { identify } from "../identify.ts";

/** Services that anybody may call: probes and tools that hold no credentials. */
const open = new Set([
  "grpc.health.v1.Health",
  "grpc.reflection.v1.ServerReflection",
  "grpc.reflection.v1alpha.ServerReflection",
]);

/**
 * Who makes a call, left in the call's context too. Undefined where it doesn't matter: for health and reflection.
 * Throws UNAUTHENTICATED without credentials.
 */
export function authenticate(request: UnaryRequest | StreamRequest): Principal | undefined {
  if (open.has(request.service.typeName)) return undefined;
  // REST identifies before it routes, and says so here.
  const principal = request.contextValues.get(principalKey) ?? identify(request.header);
  if (principal === undefined) throw new PlacementError("UNAUTHENTICATED");
  request.contextValues.set(principalKey, principal);
  return principal;
}
