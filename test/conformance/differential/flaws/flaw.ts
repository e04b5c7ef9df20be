import type { Random } from "../random.ts";
import type { Draft } from "../request.ts";

/** One way to spoil a request. */
export interface Flaw {
  readonly name: string;
  readonly weight: number;
  fits(draft: Draft): boolean;
  /** Changes the draft, and tells what exactly it did, if its name does not. */
  spoil(draft: Draft, random: Random): string | undefined;
}

export const always = () => true;

/** A flaw that sets a header to one of some values; undefined takes the header away. */
export function headerFlaw(
  name: string,
  weight: number,
  header: string,
  values: readonly (string | undefined)[],
): Flaw {
  return {
    name,
    weight,
    fits: always,
    spoil(draft, random) {
      const value = random.pick(values);
      if (value === undefined) delete draft.headers[header];
      else draft.headers[header] = value;
      return value ?? "none";
    },
  };
}
