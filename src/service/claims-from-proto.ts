import type { Allocation } from "../domain/allocation.ts";
import { type FieldViolation, PlacementError } from "../domain/errors.ts";
import type { ConsumerClaim } from "../domain/operations/consumer-claims.ts";
import { canonicalUuid, isCanonicalUuid } from "../domain/uuid.ts";

/** What every message has that says what one consumer is to have. */
interface ClaimFields {
  readonly projectId: string;
  readonly userId: string;
  readonly consumerType?: string | undefined;
  readonly consumerGeneration?: number | undefined;
  readonly ignoreConsumerGeneration: boolean;
  readonly untyped: boolean;
  readonly allocations: Readonly<Record<string, { readonly resources: Readonly<Record<string, number>> }>>;
}

/** What one consumer, named by its uuid in any form, is to have. */
export function claimFromProto(consumerUuid: string, fields: ClaimFields): ConsumerClaim {
  return {
    consumerUuid: canonicalUuid(consumerUuid),
    projectId: fields.projectId,
    userId: fields.userId,
    consumerType: fields.untyped ? undefined : fields.consumerType,
    consumerGeneration: fields.consumerGeneration,
    ignoreConsumerGeneration: fields.ignoreConsumerGeneration,
    allocations: allocationsFromProto(fields.allocations),
  };
}

/**
 * What several consumers are to have. Refuses with INVALID_REQUEST keys that are no uuids, or that name a consumer
 * a second time in another form: the contract's rules can't say either. `field` is the map's.
 */
export function claimsFromProto(field: string, map: Readonly<Record<string, ClaimFields>>): ConsumerClaim[] {
  const violations: FieldViolation[] = [];
  const claims = new Map<string, ConsumerClaim>();
  for (const [key, fields] of Object.entries(map)) {
    const claim = claimFromProto(key, fields);
    if (!isCanonicalUuid(claim.consumerUuid)) {
      violations.push(violation(field, key, { rule: "string.uuid", message: "must be a UUID" }));
    } else if (claims.has(claim.consumerUuid)) {
      violations.push(violation(field, key, { rule: "unique", message: "is the same as another key" }));
    }
    claims.set(claim.consumerUuid, claim);
  }
  if (violations.length > 0) {
    const message = `${violations[0]?.field}: ${violations[0]?.message}`;
    throw new PlacementError("INVALID_REQUEST", {}, { message, violations });
  }
  return [...claims.values()];
}

function violation(field: string, key: string, broken: { rule: string; message: string }): FieldViolation {
  return {
    field: `${field}[${JSON.stringify(key)}]`,
    rule: `map.keys.${broken.rule}`,
    message: broken.message,
    value: key,
  };
}

/** Providers as they stand: of these, another form names nothing. */
function allocationsFromProto(providers: ClaimFields["allocations"]): Allocation[] {
  return Object.entries(providers).flatMap(([providerUuid, { resources }]) =>
    Object.entries(resources).map(([resourceClass, amount]) => ({ providerUuid, resourceClass, amount })),
  );
}
