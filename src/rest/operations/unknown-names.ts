import type { Facts } from "../../domain/errors.ts";
import type { Refusal } from "../operation.ts";

/** A query asks for resources of a class that there is not. */
export const resourceClassUnknown: Refusal = {
  status: 400,
  detail: (facts) =>
    `Invalid resource class in resources parameter: No such resource class ${facts.resource_class}.`,
};

/** Placement looks the traits of a query up one by one, and tells of the first that there is not. */
export function firstTrait({ traits = "" }: Facts): string {
  return String(traits).split(",")[0] ?? "";
}
