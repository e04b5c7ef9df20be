import type { OperationChange } from "../change.ts";
import type { OperationName } from "../operation.ts";
import { eachMember, type JsonSchema, withoutProperties, withProperty } from "../shape/json-schema.ts";

/** What came of what a consumer is to have, wherever that is written. */
interface Introduced {
  readonly keys: readonly string[];
  /** What a consumer without these keys may ask for: a capability of the message that is about one consumer. */
  readonly capability?: string;
}

/**
 * The operations that write allocations, as they were before the part about each consumer had some keys. One writes
 * a consumer, the others write several, each below its uuid.
 */
export function consumersWritten(introduced: Introduced): Readonly<Record<OperationName, OperationChange>> {
  const before = (one: JsonSchema) => withoutProperties(one, introduced.keys);
  return {
    "AllocationService.ReplaceAllocations": {
      bodySchema: before,
      capabilities: pathsOf(introduced, ""),
    },
    "AllocationService.BatchReplaceAllocations": {
      bodySchema: (all) => eachMember(all, before),
      capabilities: pathsOf(introduced, "consumers."),
    },
    "ReshaperService.Reshape": {
      bodySchema: (body) => withProperty(body, "allocations", (all) => eachMember(all, before)),
      capabilities: pathsOf(introduced, "allocations."),
    },
  };
}

function pathsOf({ capability }: Introduced, way: string): string[] {
  return capability === undefined ? [] : [`${way}${capability}`];
}
