import type { Facts, FieldViolation, Reason } from "../domain/errors.ts";
import { listed } from "./listed.ts";
import type { Refusal, Refusals } from "./operation.ts";

/**
 * What each reason comes to over REST, in Placement's words, unless the operation says otherwise. The contract's
 * reasons are a closed list, and so is this table.
 */
export const usualRefusals = {
  INVALID_REQUEST: { status: 400, detail: () => "The request's shape is wrong." },
  UNAUTHENTICATED: { status: 401, detail: () => "" },
  PERMISSION_DENIED: {
    status: 403,
    outer: true,
    // Where it is the scope of the token, Placement says no more than the rule's name.
    detail: ({ operation, scope }) =>
      scope === undefined ? `Policy does not allow ${operation} to be performed.` : `${operation}`,
  },
  RESOURCE_PROVIDER_NOT_FOUND: {
    status: 404,
    outer: true,
    detail: (facts, { params }) => {
      const uuid = facts.resource_provider_uuid ?? params.resource_provider_uuid ?? params.uuid;
      return `No resource provider with uuid ${uuid} found`;
    },
  },
  PARENT_PROVIDER_NOT_FOUND: { status: 400, detail: () => "parent provider UUID does not exist." },
  PARENT_PROVIDER_INVALID: { status: 400, detail: () => "The parent provider is not possible." },
  RESOURCE_PROVIDER_NAME_TAKEN: {
    status: 409,
    code: "placement.duplicate_name",
    detail: (facts) => `Conflicting resource provider name: ${facts.name} already exists.`,
  },
  RESOURCE_PROVIDER_UUID_TAKEN: {
    status: 409,
    code: "placement.duplicate_name",
    detail: (facts) => `Conflicting resource provider uuid: ${facts.resource_provider_uuid} already exists.`,
  },
  RESOURCE_PROVIDER_IN_USE: {
    status: 409,
    code: "placement.resource_provider.inuse",
    detail: () => "Resource provider has allocations.",
  },
  RESOURCE_PROVIDER_HAS_CHILDREN: {
    status: 409,
    code: "placement.resource_provider.cannot_delete_parent",
    detail: () => "It has child resource providers.",
  },
  RESOURCE_PROVIDER_GENERATION_CONFLICT: {
    status: 409,
    code: "placement.concurrent_update",
    detail: () => "resource provider generation conflict",
  },
  INVENTORY_NOT_FOUND: {
    status: 404,
    detail: (facts) => `No inventory of class ${facts.resource_class} found.`,
  },
  INVENTORY_EXISTS: {
    status: 409,
    code: "placement.concurrent_update",
    detail: (facts) => `There is an inventory of class ${facts.resource_class} already.`,
  },
  INVENTORY_IN_USE: {
    status: 409,
    code: "placement.inventory.inuse",
    detail: (facts) =>
      `Inventory for '${listed(facts.resource_classes)}' on resource provider '${facts.resource_provider_uuid}' in use.`,
  },
  INVENTORY_CAPACITY_INVALID: {
    status: 400,
    detail: (facts) =>
      `Invalid inventory for '${facts.resource_class}' on resource provider ` +
      `'${facts.resource_provider_uuid}'. The reserved value is greater than total.`,
  },
  RESOURCE_CLASS_UNKNOWN: {
    status: 400,
    detail: (facts) => `No such resource class ${facts.resource_class}.`,
  },
  RESOURCE_CLASS_NOT_FOUND: {
    status: 404,
    outer: true,
    detail: (facts) => `No such resource class ${facts.resource_class}.`,
  },
  RESOURCE_CLASS_EXISTS: {
    status: 409,
    detail: (facts) => `Resource class already exists: ${facts.resource_class}`,
  },
  RESOURCE_CLASS_IN_USE: {
    status: 409,
    detail: (facts) => `Class is in use in inventory: ${facts.resource_class}`,
  },
  RESOURCE_CLASS_STANDARD: {
    status: 400,
    detail: (facts) => `Cannot change standard resource class ${facts.resource_class}.`,
  },
  CONSUMER_NOT_FOUND: {
    status: 404,
    detail: (facts) => `No allocations for consumer '${facts.consumer_uuid}'`,
  },
  CONSUMER_GENERATION_CONFLICT: {
    status: 409,
    code: "placement.concurrent_update",
    detail: (facts) =>
      `consumer generation conflict - expected ${facts.current_generation ?? "null"} ` +
      `but got ${facts.generation ?? "None"}`,
  },
  CAPACITY_EXCEEDED: {
    status: 409,
    detail: (facts) => notAllocated(facts, "would exceed the capacity"),
  },
  UNIT_CONSTRAINT_VIOLATED: {
    status: 409,
    detail: (facts) => notAllocated(facts, "would violate inventory constraints"),
  },
  ALLOCATION_PROVIDER_UNKNOWN: {
    status: 400,
    detail: (facts) =>
      `Allocation for resource provider '${facts.resource_provider_uuid}' that does not exist.`,
  },
  ALLOCATION_INVENTORY_MISSING: {
    status: 409,
    detail: (facts) =>
      `Unable to allocate inventory: Inventory for '${listed(facts.resource_class)}' on resource provider ` +
      `'${listed(facts.resource_provider_uuid)}' invalid.`,
  },
  CONCURRENT_UPDATE: {
    status: 409,
    code: "placement.concurrent_update",
    detail: () => "Another request changed the same things at the same time; send this one again.",
  },
  DEADLINE_EXCEEDED: { status: 504, outer: true, detail: () => "The request took too long." },
  UNAVAILABLE: {
    status: 503,
    outer: true,
    detail: ({ busy_with }) =>
      busy_with === undefined
        ? "The database can't be reached."
        : `The server is busy with ${busy_with}; send this request again a little later.`,
  },
  TRAIT_UNKNOWN: {
    status: 400,
    detail: (facts) => `No such trait ${listed(facts.traits)}`,
  },
  TRAIT_NOT_FOUND: { status: 404, detail: (facts) => `No such trait(s): ${facts.trait}.` },
  TRAIT_IN_USE: {
    status: 409,
    detail: (facts) => `The trait ${facts.trait} is in use by a resource provider.`,
  },
  TRAIT_STANDARD: { status: 400, detail: (facts) => `Cannot delete standard trait ${facts.trait}.` },
  RESOURCE_PROVIDER_UNKNOWN: {
    status: 400,
    detail: (facts) => `No resource provider with uuid ${facts.resource_provider_uuid} found`,
  },
  INTERNAL: {
    status: 500,
    outer: true,
    detail: () => "Something went wrong here; the server's log has the cause under the request's id.",
  },
} satisfies Record<Reason, Refusal>;

function notAllocated(facts: Facts, why: string): string {
  return (
    `Unable to allocate inventory: Unable to create allocation for '${facts.resource_class}' on resource ` +
    `provider '${facts.resource_provider_uuid}'. The requested amount ${why}.`
  );
}

/** How a reason shows for an operation with refusals of its own. */
export function refusalFor(reason: Reason, own: Refusals | undefined): Refusal {
  return own?.[reason] ?? usualRefusals[reason];
}

/** What this dialect needs to know of an error that an operation was refused with. */
export interface RefusalCause {
  readonly reason: Reason;
  readonly facts: Facts;
  readonly violations: readonly FieldViolation[];
}

const internal: RefusalCause = { reason: "INTERNAL", facts: {}, violations: [] };

/**
 * The reason of an error as it comes from the interceptors: its `cause` is the domain's error. Anything else is a
 * fault of the server's own.
 */
export function causeOf(error: unknown): RefusalCause {
  for (const candidate of [(error as { cause?: unknown } | null | undefined)?.cause, error]) {
    if (isCause(candidate)) return candidate;
  }
  return internal;
}

function isCause(value: unknown): value is RefusalCause {
  if (typeof value !== "object" || value === null) return false;
  const { reason, facts, violations } = value as Partial<Record<keyof RefusalCause, unknown>>;
  return (
    typeof reason === "string" &&
    Object.hasOwn(usualRefusals, reason) &&
    typeof facts === "object" &&
    facts !== null &&
    Array.isArray(violations)
  );
}
