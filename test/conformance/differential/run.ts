import { auditSteps } from "./audit.ts";
import { equalToTheWord } from "./compare/answers.ts";
import { drawStep, type Mix } from "./draw-step.ts";
import { knownDifferences } from "./known/index.ts";
import type { Case } from "./known/known-difference.ts";
import type { Pair } from "./pair.ts";
import { randomFor } from "./random.ts";
import type { Request } from "./request.ts";
import { countDifference, countStatus, createTally, type Group, type Tally } from "./tally.ts";
import { createWorld, learn, type World } from "./world.ts";

/** A run: how many steps of which kind, from which seed. */
export interface Run {
  readonly mix: Mix;
  readonly steps: number;
  readonly seed: number;
  readonly resetEvery: number;
  /** Is told of each new kind of difference. */
  readonly report: (group: Group) => void;
}

interface State {
  readonly world: World;
  readonly history: Request[];
}

/** Sends the steps to both servers, one after the other. */
export async function run(pair: Pair, { mix, steps, seed, resetEvery, report }: Run): Promise<Tally> {
  const tally = createTally();
  let state = createState();
  await pair.reset();
  for (let index = 0; index < steps; index += 1) {
    const step = drawStep(mix, state.world, randomFor(seed, index));
    state.history.push(step.request);
    const one: Case = { step, world: state.world, ...(await pair.send(step.request)) };
    countStep(tally, one);
    note(tally, one, { index, state, report });
    learn(state.world, step.request, one.theirs);
    const parted = mayHaveParted(one);
    const due = state.history.length >= resetEvery || index === steps - 1;
    if (due && !parted) await audit(pair, tally, { index, state, report });
    if (due || parted) {
      await pair.reset();
      tally.resets += 1;
      state = createState();
    }
  }
  return tally;
}

function createState(): State {
  return { world: createWorld(), history: [] };
}

interface Moment {
  readonly index: number;
  readonly state: State;
  readonly report: (group: Group) => void;
}

/** Reads all of both states; what differs counts beside the steps. */
async function audit(pair: Pair, tally: Tally, moment: Moment): Promise<void> {
  const { world, history } = moment.state;
  for (const step of auditSteps(world)) {
    const one: Case = { step, world, ...(await pair.send(step.request)) };
    tally.audited += 1;
    note(tally, one, { ...moment, state: { world, history: [...history, step.request] } });
  }
}

/** Counts a difference, if there is one, as known or not. */
function note(tally: Tally, one: Case, { index, state, report }: Moment): void {
  if (one.differences.length === 0) return;
  const known = knownDifferences.find((candidate) => candidate.explains(one));
  if (known !== undefined) {
    tally.known.set(known, (tally.known.get(known) ?? 0) + 1);
    return;
  }
  const before = tally.groups.size;
  const group = countDifference(tally, one, index, state.history);
  if (tally.groups.size > before) report(group);
}

function countStep(tally: Tally, { step, theirs, ours, differences }: Case): void {
  tally.steps += 1;
  if (step.flaws.length > 0) tally.spoiled += 1;
  countStatus(tally, step.operation, theirs.status);
  if (differences.length > 0) return;
  tally.equal += 1;
  if (equalToTheWord(theirs, ours)) tally.equalToTheWord += 1;
}

/**
 * Whether the servers' states may differ after a step: one took a write that the other did not, or they show
 * different things. Then both start anew, lest one cause be counted again and again.
 */
function mayHaveParted({ step, theirs, ours, differences }: Case): boolean {
  if (differences.length === 0) return false;
  const both = [theirs.status, ours.status];
  if (step.request.method !== "GET" && differences.some(({ where }) => where === "status")) {
    return both.some((status) => status < 300 || status >= 500);
  }
  return differences.some(
    ({ where, theirs: their, ours: our }) =>
      (where.startsWith("body") && step.operation !== "GET /allocation_candidates") ||
      (where === "detail" && their !== our && withoutNumbers(their) === withoutNumbers(our)),
  );
}

function withoutNumbers(text: string): string {
  return text.replaceAll(/\d+|None|null/g, "N");
}
