import type { Refusal } from "../operation.ts";
import { isObject, type Json, type JsonObject } from "../shape/json-schema.ts";
import { pythonRepr } from "../shape/python-repr.ts";

/**
 * Says that a consumer's generation is another one. What was sent is repeated as it was sent: it may be an integer
 * for which the contract has no room. `find` finds the consumer, by its uuid, in the body.
 */
export function consumerConflict(find: (body: JsonObject, uuid: string) => Json | undefined): Refusal {
  return {
    status: 409,
    code: "placement.concurrent_update",
    detail: (facts, { body }) => {
      const consumer = isObject(body) ? find(body, String(facts.consumer_uuid)) : undefined;
      const sent = isObject(consumer) ? (consumer.consumer_generation ?? null) : null;
      const current = facts.current_generation ?? "null";
      return `consumer generation conflict - expected ${current} but got ${pythonRepr(sent)}`;
    },
  };
}

/** The member of an object that stands below a uuid, which may be written in capitals there. */
export function consumerNamed(consumers: JsonObject, uuid: string): Json | undefined {
  return Object.entries(consumers).find(([key]) => key.toLowerCase() === uuid)?.[1];
}
