import { expect } from "vitest";
import { PlacementError } from "../../src/domain/errors.ts";
import type { Store } from "../../src/domain/store.ts";
import { Names } from "./names.ts";

/** What a step works with: the store, and the uuids behind the case's names. */
export interface Stage {
  readonly store: Store;
  readonly names: Names;
}

/** What one verb does. A text that it returns is what the line must say after its arrow; all else is `ok`. */
export type Step = (stage: Stage, words: readonly string[]) => Promise<unknown>;

/**
 * Plays a case, one step a line: `VERB WORD… → OUTCOME`. The outcome is what the step returned, or `REASON` where
 * it was refused; without an arrow the step must go through. Names of providers, consumers and aggregates are
 * the case's own.
 */
export async function play(
  store: Store,
  verbs: Readonly<Record<string, Step>>,
  text: string,
): Promise<Stage> {
  const stage = { store, names: new Names() };
  for (const line of text.trim().split("\n")) {
    const [said = "", outcome] = line.trim().split(" → ");
    const [verb = "", ...words] = said.split(/\s+/);
    const step = verbs[verb];
    if (step === undefined) throw new Error(`no step is called ${verb}`);
    const seen = await outcomeOf(step(stage, words));
    expect(`${said} → ${seen}`).toBe(`${said} → ${outcome ?? "ok"}`);
  }
  return stage;
}

async function outcomeOf(step: Promise<unknown>): Promise<string> {
  try {
    const seen = await step;
    return typeof seen === "string" ? seen : "ok";
  } catch (error) {
    if (error instanceof PlacementError) return error.reason;
    throw error;
  }
}
