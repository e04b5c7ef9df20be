import type { Contestant, FigureSpec, Reading, Round, Sample, Scene } from "./scene.ts";
import { type Target, targets } from "./targets.ts";

/** How often and how long to measure. */
export interface Effort {
  readonly rounds: number;
  /** How long a contestant's turn is. */
  readonly turnMs: number;
  /** How long each runs before anything counts, so that the compilers and caches have done their work. */
  readonly warmUpMs: number;
  /**
   * How long a contestant runs before each turn: it has rested while the others had theirs, and Node's collection at
   * rest drops compiled code whose objects are gone, which the first thousand requests then pay for.
   */
  readonly wakeMs: number;
}

/** What is known of a contestant after all rounds. */
export interface Standing {
  readonly name: string;
  readonly samples: readonly Sample[];
  readonly notMeasured?: string;
}

/** A figure after all rounds. */
export interface Figure {
  /** Scene and figure: `a.get_inventories.8: REST / Placement`. */
  readonly id: string;
  readonly title: string;
  readonly unit: FigureSpec["unit"];
  readonly better: FigureSpec["better"];
  /** One a round. Empty if something that it needs was not measured. */
  readonly samples: readonly number[];
  readonly target?: Target;
}

/** A scene after all rounds. */
export interface SceneResult {
  readonly id: string;
  readonly title: string;
  readonly contestants: readonly Standing[];
  readonly figures: readonly Figure[];
}

/**
 * Measures scenes: in each round all contestants of all scenes take turns, those of a scene one right after the
 * other, so that whatever else the machine does hits all alike. A contestant that fails is out, and says why.
 */
export async function runScenes(
  scenes: readonly Scene[],
  effort: Effort,
  progress: (line: string) => void,
): Promise<SceneResult[]> {
  const runs = scenes.map((scene) => new SceneRun(scene, progress));
  for (const run of runs) {
    const { warmUpShare = 1 } = run.scene;
    if (warmUpShare > 0) await run.playRound(effort.warmUpMs * warmUpShare);
  }
  for (const run of runs) run.forgetRounds();
  for (let round = 0; round < effort.rounds; round++) {
    progress(`round ${round + 1} of ${effort.rounds}`);
    for (const run of runs) {
      if (round < (run.scene.roundsMax ?? effort.rounds)) {
        await run.playRound(effort.turnMs * (run.scene.turnShare ?? 1), effort.wakeMs);
      }
    }
  }
  return runs.map((run) => run.result());
}

class SceneRun {
  readonly scene: Scene;
  readonly #progress: (line: string) => void;
  readonly #failures = new Map<string, string>();
  #rounds: Round[] = [];

  constructor(scene: Scene, progress: (line: string) => void) {
    this.scene = scene;
    this.#progress = progress;
  }

  async playRound(durationMs: number, wakeMs = 0): Promise<void> {
    const round = new Map<string, Sample>();
    for (const contestant of this.scene.contestants) {
      if ("notMeasured" in contestant || this.#failures.has(contestant.name)) continue;
      try {
        if (wakeMs > 0 && this.scene.warmUpShare !== 0) await contestant.run(wakeMs, round);
        round.set(contestant.name, await contestant.run(durationMs, round));
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        this.#failures.set(contestant.name, `failed: ${text}`);
        this.#progress(`${this.scene.id}, ${contestant.name} failed: ${text}`);
      }
    }
    this.#rounds.push(round);
  }

  forgetRounds(): void {
    this.#rounds = [];
  }

  result(): SceneResult {
    const { id, title, contestants, figures } = this.scene;
    return {
      id,
      title,
      contestants: contestants.map((one) => this.#standing(one)),
      figures: figures.map((spec) => figureOf(this.scene, spec, this.#rounds)),
    };
  }

  #standing(contestant: Contestant): Standing {
    const { name } = contestant;
    const samples = this.#rounds.flatMap((round) => round.get(name) ?? []);
    const reason = "notMeasured" in contestant ? contestant.notMeasured : this.#failures.get(name);
    return reason === undefined ? { name, samples } : { name, samples: [], notMeasured: reason };
  }
}

/** A figure of each round that has what it needs. */
function figureOf(scene: Scene, spec: FigureSpec, rounds: readonly Round[]): Figure {
  const id = `${scene.id}: ${spec.id}`;
  const samples = rounds.flatMap((round) => {
    const value = read(round, spec.reading);
    const over = spec.over === undefined ? 1 : read(round, spec.over);
    return value === undefined || over === undefined ? [] : value / over;
  });
  const target = targets[id];
  const { unit, better } = spec;
  const title = `${scene.title}: ${spec.id}`;
  return { id, title, unit, better, samples, ...(target === undefined ? {} : { target }) };
}

function read(round: Round, { of, metric }: Reading): number | undefined {
  const value = round.get(of)?.[metric];
  return value === undefined || Number.isNaN(value) ? undefined : value;
}
