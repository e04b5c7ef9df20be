import type { StreamRequest, UnaryRequest } from "@connectrpc/connect";
import { PlacementError } from "../../domain/errors.ts";
import { principalKey } from "../context.ts";
import { identify } from "../identify.ts";

/** Services that anybody may call: probes and tools that hold no credentials. */
const open = new Set([
  "grpc.health.v1.Health",
  "grpc.reflection.v1.ServerReflection",
  "grpc.reflection.v1alpha.ServerReflection",
]);

/**
 * Lets a call pass if its caller may make it, and leaves the caller in the call's context.
 *
 * Everything but health and reflection wants the role admin, as Placement's default policy does. Throws
 * UNAUTHENTICATED without credentials, PERMISSION_DENIED without the role.
 */
export function authenticate(request: UnaryRequest | StreamRequest): void {
  if (open.has(request.service.typeName)) return;
  // REST identifies before it routes, and says so here.
  const principal = request.contextValues.get(principalKey) ?? identify(request.header);
  if (principal === undefined) throw new PlacementError("UNAUTHENTICATED");
  request.contextValues.set(principalKey, principal);
  if (principal.roles.includes("admin")) return;
  const operation = `${request.service.typeName}/${request.method.name}`;
  throw new PlacementError("PERMISSION_DENIED", { operation });
}
