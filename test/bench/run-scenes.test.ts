import { describe, expect, test } from "vitest";
import { runScenes } from "./run-scenes.ts";
import { amount, type Contestant, ratio, type Sample, type Scene } from "./scene.ts";

const effort = { rounds: 3, turnMs: 20, warmUpMs: 10, wakeMs: 0 };
const quiet = () => {};

/** A contestant that takes its samples from a list and writes down when it was its turn. */
function scripted(name: string, turns: string[], samples: readonly Sample[] = []): Contestant {
  let turn = 0;
  return {
    name,
    async run(durationMs) {
      turns.push(`${name} ${durationMs}`);
      return samples[turn++] ?? { perSecond: 1 };
    },
  };
}

function sceneOf(contestants: readonly Contestant[], more: Partial<Scene> = {}): Scene {
  return { id: "s", title: "scene", contestants, figures: [ratio("a", "b")], ...more };
}

describe("runScenes()", () => {
  test("lets contestants take turns in every round, after all have warmed up", async () => {
    const turns: string[] = [];
    await runScenes([sceneOf([scripted("a", turns), scripted("b", turns)])], { ...effort, rounds: 2 }, quiet);
    expect(turns).toEqual(["a 10", "b 10", "a 20", "b 20", "a 20", "b 20"]);
  });

  test("takes ratios round by round, without the warm-up", async () => {
    const rates = (...values: number[]) => values.map((perSecond) => ({ perSecond }));
    const contestants = [scripted("a", [], rates(999, 10, 30, 60)), scripted("b", [], rates(1, 10, 10, 20))];
    const [result] = await runScenes([sceneOf(contestants)], effort, quiet);
    expect(result?.figures[0]?.samples).toEqual([1, 3, 3]);
  });

  test("plays fewer rounds, shorter turns and a longer warm-up or none where a scene says so", async () => {
    const turns: string[] = [];
    const short = { roundsMax: 1, turnShare: 0.5, warmUpShare: 0 };
    const long = { roundsMax: 1, warmUpShare: 2.5 };
    const scenes = [sceneOf([scripted("a", turns)], short), sceneOf([scripted("b", turns)], long)];
    await runScenes(scenes, effort, quiet);
    expect(turns).toEqual(["b 25", "a 10", "b 20"]);
  });

  test("wakes each contestant before its turn, but in scenes that don't warm up", async () => {
    const turns: string[] = [];
    const scenes = [sceneOf([scripted("a", turns)]), sceneOf([scripted("b", turns)], { warmUpShare: 0 })];
    await runScenes(scenes, { ...effort, rounds: 1, wakeMs: 5 }, quiet);
    expect(turns).toEqual(["a 10", "a 5", "a 20", "b 20"]);
  });

  test("shows a contestant what those before it gave in the round", async () => {
    const seen: unknown[] = [];
    const second: Contestant = {
      name: "b",
      async run(_, round) {
        seen.push(round.get("a")?.perSecond);
        return {};
      },
    };
    const first = scripted("a", [], [{ perSecond: 7 }]);
    await runScenes([sceneOf([first, second], { warmUpShare: 0 })], { ...effort, rounds: 1 }, quiet);
    expect(seen).toEqual([7]);
  });

  test("tells why a contestant was not measured, and leaves its figures empty", async () => {
    const absent: Contestant = { name: "b", notMeasured: "it is not installed" };
    const [result] = await runScenes([sceneOf([scripted("a", []), absent])], effort, quiet);
    expect(result?.contestants[1]).toEqual({ name: "b", samples: [], notMeasured: "it is not installed" });
    expect(result?.figures[0]?.samples).toEqual([]);
  });

  test("ends a contestant that fails once, with all that it gave before, and goes on with the others", async () => {
    let turn = 0;
    const failing: Contestant = {
      name: "b",
      async run() {
        if (turn++ === 2) throw new Error("503");
        return { perSecond: 1 };
      },
    };
    const [result] = await runScenes([sceneOf([scripted("a", []), failing])], effort, quiet);
    expect(turn).toBe(3);
    expect(result?.contestants[0]?.samples).toHaveLength(3);
    expect(result?.contestants[1]).toEqual({ name: "b", samples: [], notMeasured: "failed: 503" });
  });

  test("knows a figure's target by scene and figure", async () => {
    const scene = sceneOf([scripted("8 x 8", [], [{ p50Ms: 12 }])], {
      id: "e.wide",
      figures: [amount("8 x 8", "p50Ms")],
      warmUpShare: 0,
    });
    const [result] = await runScenes([scene], { ...effort, rounds: 1 }, quiet);
    expect(result?.figures[0]).toMatchObject({
      id: "e.wide: 8 x 8, p50",
      samples: [12],
      target: { atMost: 50 },
    });
  });
});
