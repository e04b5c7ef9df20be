import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildForest } from "../../../src/domain/candidates/build-forest.ts";
import {
  createCandidateSearch,
  type SearchOptions,
} from "../../../src/domain/candidates/candidate-search.ts";
import { searchCandidates } from "../../../src/domain/candidates/search-candidates.ts";
import { forests, requests } from "./random.ts";
import { forestOf, printAllocations, printCandidate, requestOf } from "./text-form.ts";

/** Runs a search to its end: what it gave, how often it paused, and why it ended. */
function run(forest: string, request: string, options: SearchOptions = {}) {
  const search = createCandidateSearch(buildForest(forestOf(forest)), requestOf(request), options);
  const given: string[] = [];
  for (let pauses = 0; ; ) {
    const turn = search.advance();
    if (turn.kind === "ended") {
      return { given, pauses, end: turn.end };
    }
    if (turn.kind === "candidate") {
      given.push(printAllocations(turn.candidate));
    } else {
      pauses++;
    }
  }
}

/** A host with devices of one unit each. */
function wide(devices: number, host = "CN"): string {
  return [`${host} VCPU:8`, ...Array.from({ length: devices }, (_, at) => `  ${host}-${at} GPU:1`)].join(
    "\n",
  );
}

function groups(count: number): string {
  return Array.from({ length: count }, (_, at) => `resources_${at}=GPU:1`).join(" ");
}

/** Amounts that add up to all there is on 15 devices of 8 units: a hard packing, for any search. */
const amounts = [
  4, 4, 2, 2, 4, 4, 5, 3, 2, 3, 4, 4, 4, 5, 2, 4, 5, 2, 4, 4, 2, 2, 5, 5, 5, 4, 5, 2, 3, 2, 4, 4, 5, 1,
];
const packing = {
  forest: ["CN X:1", ...Array.from({ length: 15 }, (_, at) => `  D${at} GPU:8`)].join("\n"),
  request: amounts.map((amount, at) => `resources_${at}=GPU:${amount}`).join(" "),
};

describe("the order of candidates", () => {
  const three = `${wide(3, "A")}\n${wide(2, "B")}\n${wide(2, "C")}`;

  test("gives one of each root before the second of any, in the order of the forest", () => {
    expect(run(three, `${groups(2)} limit=5`).given.map((line) => line[0])).toEqual([
      "A",
      "B",
      "C",
      "A",
      "B",
    ]);
  });

  test("is the same each time, and a limit cuts it short", () => {
    const all = run(three, groups(2)).given;
    expect(run(three, groups(2)).given).toEqual(all);
    expect(run(three, `${groups(2)} limit=4`).given).toEqual(all.slice(0, 4));
  });

  test("is another one with a random source, which a seed repeats", () => {
    const seeded = () => {
      let state = 7;
      return () => {
        state = (state * 48271) % 2147483647;
        return state / 2147483647;
      };
    };
    const all = run(three, groups(2)).given;
    const mixed = run(three, groups(2), { random: seeded() }).given;
    expect(mixed).not.toEqual(all);
    expect(mixed.toSorted()).toEqual(all.toSorted());
    expect(run(three, groups(2), { random: seeded() }).given).toEqual(mixed);
  });
});

describe("the limit", () => {
  test("is reached or not, and the end says so", () => {
    expect(run(wide(3), `${groups(1)} limit=2`)).toMatchObject({ given: { length: 2 }, end: "limit" });
    expect(run(wide(3), `${groups(1)} limit=4`)).toMatchObject({ given: { length: 3 }, end: "exhausted" });
  });

  test("counts what a caller that knows no trees can use, not what is left out for it", () => {
    const forest = `${wide(2, "A")}\nB VCPU:8 GPU:8`;
    expect(run(forest, "resources=VCPU:1,GPU:1 limit=1 one_provider_per_tree").given).toEqual([
      "B GPU:1 VCPU:1",
    ]);
  });

  test("counts a candidate of sharing providers once, however many trees they share with", () => {
    const hosts = Array.from({ length: 20 }, (_, at) => `CN${at} VCPU:1 @a`).join("\n");
    const sharing = "S1 DISK:1 @a +SHARES\nS2 DISK:1 @a +SHARES";
    expect(run(`${hosts}\n${sharing}`, "resources=DISK:1")).toEqual({
      given: ["S1 DISK:1", "S2 DISK:1"],
      pauses: 0,
      end: "exhausted",
    });
  });
});

describe("the work of a search", () => {
  test.each([
    ["a candidate of 16 isolated groups on 16 devices", 16, `${groups(16)} group_policy=isolate limit=1`, 1],
    ["9 groups on 8 devices", 8, groups(9), 0],
    ["9 isolated groups on 8 devices", 8, `${groups(9)} group_policy=isolate`, 0],
    ["17 isolated groups on 16 devices", 16, `${groups(17)} group_policy=isolate`, 0],
    [
      "17 groups of one subtree on 16 devices",
      16,
      `${groups(17)} resources_H=VCPU:1 same_subtree=_H,_0,_16`,
      0,
    ],
    ["17 groups on 16 for a caller of one provider", 16, `${groups(17)} one_provider_per_tree`, 0],
  ])("is done in a turn for %s", (_, devices, request, found) => {
    expect(run(wide(devices), request)).toMatchObject({ given: { length: found }, pauses: 0 });
  });

  test("pauses sooner where many names are compared with those of each host", () => {
    const traits = Array.from({ length: 200 }, (_, at) => `T${at}`);
    const hosts = Array.from({ length: 2000 }, (_, at) => `CN${at} VCPU:1 +T0`);
    const forest = [...hosts, `LAST VCPU:1 ${traits.map((trait) => `+${trait}`).join(" ")}`].join("\n");
    const wanted = traits.slice(1).join(",");
    const { given, pauses } = run(forest, `resources_1=VCPU:1 required_1=in:${wanted}`);
    expect(given).toEqual(["LAST VCPU:1"]);
    expect(pauses).toBeGreaterThan(2); // and not none, as for one name
  });

  test("is not set up at hosts that have too little for all groups together", () => {
    const hosts = Array.from({ length: 5000 }, (_, at) => `CN${at} GPU:80/1`);
    const forest = [...hosts, "LAST GPU:80"].join("\n");
    const request = Array.from({ length: 40 }, (_, at) => `resources_${at}=GPU:2`).join(" ");
    const { given, pauses } = run(forest, request);
    expect(given).toEqual(["LAST GPU:80"]);
    expect(pauses).toBeLessThan(45); // which is what it takes to look at 5000 hosts for 40 groups
  });

  test("is not begun at hosts with fewer providers than groups that are kept apart", () => {
    const hosts = Array.from({ length: 5000 }, (_, at) => `CN${at} GPU:8`);
    const forest = [...hosts, wide(2, "LAST")].join("\n");
    const { given, pauses } = run(forest, `${groups(2)} group_policy=isolate`);
    expect(given).toHaveLength(2);
    expect(pauses).toBe(0); // and not one for some hundreds of hosts
  });

  test.each([
    [
      "a set that can't be served comes after two that can",
      "_1=GPU:1,X:1 _2=GPU:1 _3=X:1 _4=GPU:1 _5=X:1,Y:1 _6=Y:2",
      0,
    ],
    ["groups of each set are to be kept apart", "_1=GPU:1 _2=X:1 _3=GPU:1 _4=X:1 _5=GPU:1 _6=Y:1 isolate", 0],
    [
      "no provider has enough for a whole set",
      "_1=GPU:1 _2=GPU:1 _3=GPU:1 _4=GPU:1 _5=GPU:1 _6=GPU:1 tight",
      0,
    ],
    ["there is a way", "_1=GPU:1 _2=X:1 _3=GPU:1 _4=X:1 _5=GPU:1 _6=Y:1", 20],
  ])("does not go through the combinations of subtrees where %s", (_, text, found) => {
    const units = text.includes("tight") ? 1 : 4;
    const children = Array.from(
      { length: 400 },
      (_, at) => `  D${at} GPU:${units} X:4 ${at < 4 ? "Y:1" : ""}`,
    );
    const groups = text.match(/_\d=\S+/g)!.map((group) => `resources${group}`);
    const policy = text.includes("isolate") ? "isolate" : "none";
    const sets = ["_1,_2", "_3,_4", "_5,_6"].map((set) => `same_subtree=${set}`);
    const request = [...groups, ...sets, `group_policy=${policy}`, "limit=20"].join(" ");
    const { given, pauses } = run(["CN VCPU:1", ...children].join("\n"), request);
    expect(given).toHaveLength(found);
    expect(pauses).toBeLessThan(10); // and not thousands of thousands
  });

  test("is not repeated for each host that the same providers share with", () => {
    const hosts = Array.from({ length: 500 }, (_, at) => `CN${at} VCPU:1 @a`);
    const sharing = Array.from({ length: 6 }, (_, at) => `S${at} GPU:1 @a +SHARES`);
    const { given, pauses } = run([...hosts, ...sharing].join("\n"), groups(4));
    expect(given).toHaveLength(6 * 5 * 4 * 3);
    expect(pauses).toBeLessThan(5); // and not some hundreds
  });

  test("does not go into choices that leave a required trait to nobody", () => {
    const forest = wide(9).replace("\n", "\n  T GPU:1 +T\n");
    expect(run(forest, `${groups(9)} resources=GPU:1 required=T limit=1`)).toMatchObject({
      given: { length: 1 },
      pauses: 0,
    });
  });

  test("is not spent on hosts that have nothing of what is rare", () => {
    const hosts = Array.from({ length: 20_000 }, (_, at) => `CN${at} VCPU:1`).with(
      9_999,
      "RARE VCPU:1 GPU:1 @a",
    );
    const near = [...hosts, "NEAR VCPU:1 @b", "SHARING GPU:1 @b +SHARES"].join("\n");
    expect(run(near, "resources=VCPU:1,GPU:1")).toEqual({
      given: ["RARE GPU:1 VCPU:1", "NEAR VCPU:1 + SHARING GPU:1"],
      pauses: 0,
      end: "exhausted",
    });
    expect(run(near, "resources=VCPU:1 in_tree=RARE").pauses).toBe(0);
    expect(run(near, "resources=VCPU:1 in_tree=nobody").pauses).toBe(0);
  });

  test("grows with what is taken, not with what there is", () => {
    const search = searchCandidates(buildForest(forestOf(wide(16))), requestOf(groups(16)));
    for (let taken = 0; taken < 1000; taken++) {
      expect(search.next().done).toBe(false); // of 16! that there are
    }
  });

  test("is bounded, and the end says that there may be more", () => {
    const { pauses, end } = run(packing.forest, packing.request, { workMax: 200_000 });
    expect(end).toBe("work");
    expect(pauses).toBeGreaterThan(5);
  });

  test("is shared fairly: a root without an end does not keep others from giving", () => {
    const forest = `${packing.forest}\nEND GPU:1000`;
    expect(run(forest, `${packing.request} limit=1`).given).toEqual([
      `END GPU:${amounts.reduce((a, b) => a + b)}`,
    ]);
  });

  test("pauses without losing or repeating anything", () => {
    const small = Array.from({ length: 20_000 }, (_, at) => `S${at} VCPU:1`);
    const large = small.with(0, "A VCPU:9").with(9_999, "B VCPU:9").with(19_999, "C VCPU:9");
    const { given, pauses, end } = run(large.join("\n"), "resources=VCPU:5");
    expect({ given, end }).toEqual({ given: ["A VCPU:5", "B VCPU:5", "C VCPU:5"], end: "exhausted" });
    expect(pauses).toBeGreaterThan(1);
  });
});

describe("any search", () => {
  test("gives with a limit what it gives first without one", () => {
    fc.assert(
      fc.property(forests, requests, fc.integer({ min: 1, max: 6 }), (rows, request, limit) => {
        const forest = buildForest(rows);
        const all = [...searchCandidates(forest, request)].map(printCandidate);
        const some = [...searchCandidates(forest, { ...request, limit })].map(printCandidate);
        expect(some).toEqual(all.slice(0, limit));
      }),
      { numRuns: 300 },
    );
  });
});
