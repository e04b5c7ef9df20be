import { getOption } from "@bufbuild/protobuf";
import { rest_field } from "../gen/placement/v1/rest_pb.ts";
import type { RouterOptions } from "../transcoder/index.ts";

/** Placement's form of JSON: strict where proto-JSON is lenient, with the facts that the contract gives. */
export const jsonForm: RouterOptions = {
  numericStrings: false,
  jsonNames: false,
  fieldRules: (field) => {
    const { capability, requiredKey, nullable } = getOption(field, rest_field);
    return { hidden: capability, requiredKey, nullable };
  },
};
