import type { Change } from "../change.ts";

/** Before, clients had to read the text of an error to tell conflicts apart. */
export const v1_23: Change = {
  since: 23,
  summary: "Errors have a code.",
  everywhere: { errorCodes: false },
};
