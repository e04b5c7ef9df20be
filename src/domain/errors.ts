/**
 * Why an operation was refused: the names of `error_reason.proto` without their
 * prefix. A closed union, so that each table from reasons to something else is
 * checked to be total.
 */
export type Reason =
  | "INVALID_REQUEST"
  | "UNAUTHENTICATED"
  | "PERMISSION_DENIED"
  | "RESOURCE_PROVIDER_NOT_FOUND"
  | "PARENT_PROVIDER_NOT_FOUND"
  | "PARENT_PROVIDER_INVALID"
  | "RESOURCE_PROVIDER_NAME_TAKEN"
  | "RESOURCE_PROVIDER_UUID_TAKEN"
  | "RESOURCE_PROVIDER_IN_USE"
  | "RESOURCE_PROVIDER_HAS_CHILDREN"
  | "RESOURCE_PROVIDER_GENERATION_CONFLICT"
  | "INVENTORY_NOT_FOUND"
  | "INVENTORY_EXISTS"
  | "INVENTORY_IN_USE"
  | "INVENTORY_CAPACITY_INVALID"
  | "RESOURCE_CLASS_UNKNOWN"
  | "RESOURCE_CLASS_NOT_FOUND"
  | "RESOURCE_CLASS_EXISTS"
  | "RESOURCE_CLASS_IN_USE"
  | "RESOURCE_CLASS_STANDARD"
  | "CONSUMER_NOT_FOUND"
  | "CONSUMER_GENERATION_CONFLICT"
  | "CAPACITY_EXCEEDED"
  | "UNIT_CONSTRAINT_VIOLATED"
  | "ALLOCATION_PROVIDER_UNKNOWN"
  | "ALLOCATION_INVENTORY_MISSING"
  | "CONCURRENT_UPDATE"
  | "DEADLINE_EXCEEDED"
  | "UNAVAILABLE"
  | "INTERNAL"
  | "TRAIT_UNKNOWN"
  | "TRAIT_NOT_FOUND"
  | "TRAIT_IN_USE"
  | "TRAIT_STANDARD"
  | "RESOURCE_PROVIDER_UNKNOWN";

/** What a refusal is about: the metadata that the comment of its reason in `error_reason.proto` names. */
export type Facts = Readonly<Record<string, string | number>>;

/**
 * One broken rule of a request's shape.
 *
 * `field` is the path in the request message, with proto field names and map keys as protovalidate writes
 * them: `inventories["VCPU"].total`; empty for the message as a whole. `rule` is protovalidate's rule id
 * (`int32.gte`, `string.pattern`, `required`), or one of the binder's own (`unknown_field`, `type`, `null`,
 * `required_key`, `malformed`). `value` is what the caller sent, where that is known.
 */
export interface FieldViolation {
  readonly field: string;
  readonly rule: string;
  readonly message: string;
  readonly value?: unknown;
  /** What the rule compares with: the bound, the pattern, the expected type. */
  readonly limit?: unknown;
}

/**
 * A refusal with its reason: the one kind of error that the domain throws. Everything else that comes out of
 * an operation is a fault of ours and shows to callers as INTERNAL.
 */
export class PlacementError extends Error {
  readonly reason: Reason;
  readonly facts: Facts;
  readonly violations: readonly FieldViolation[];

  constructor(
    reason: Reason,
    facts: Facts = {},
    more: { message?: string; violations?: readonly FieldViolation[]; cause?: unknown } = {},
  ) {
    super(
      more.message ?? describe(reason, facts),
      more.cause === undefined ? undefined : { cause: more.cause },
    );
    this.name = "PlacementError";
    this.reason = reason;
    this.facts = facts;
    this.violations = more.violations ?? [];
  }
}

function describe(reason: Reason, facts: Facts): string {
  const words = reason.toLowerCase().replaceAll("_", " ");
  const told = Object.entries(facts).map(([name, value]) => `${name} ${value}`);
  return told.length === 0 ? words : `${words}: ${told.join(", ")}`;
}
