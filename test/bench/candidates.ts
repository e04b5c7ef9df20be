import { buildForest, type ProviderRow } from "../../src/domain/candidates/build-forest.ts";
import { createCandidateSearch, type SearchOptions } from "../../src/domain/candidates/candidate-search.ts";
import { searchCandidates } from "../../src/domain/candidates/search-candidates.ts";
import { forestOf, requestOf } from "../domain/candidates/text-form.ts";

/**
 * How long candidate searches take, in ms: `node test/bench/candidates.ts [rounds]`. Each row is measured in every
 * round, and shows minimum, median and maximum; the first round warms up and does not count.
 */
interface Row {
  readonly name: string;
  readonly rows: ProviderRow[];
  readonly request: string;
  readonly options?: SearchOptions;
}

/** A root with `children` devices of one unit each. */
function wide(children: number, device = "GPU:1"): ProviderRow[] {
  const lines = Array.from({ length: children }, (_, at) => `  C${at} ${device}`);
  return forestOf(["CN VCPU:64 MEM:65536", ...lines].join("\n"));
}

function groups(count: number, resources = "GPU:1"): string {
  return Array.from({ length: count }, (_, at) => `resources_${at}=${resources}`).join(" ");
}

/** The shape of Placement's own nested load test: trees of 7. */
function nested(trees: number): ProviderRow[] {
  return forestOf(
    Array.from({ length: trees }, (_, at) =>
      [
        `CN${at} DISK:2000 +HOST`,
        ...[0, 1].flatMap((numa) => [
          `  N${at}_${numa} VCPU:16 MEM:32768 +NUMA`,
          `    F${at}_${numa}_0 FPGA:1`,
          `    F${at}_${numa}_1 FPGA:1`,
        ]),
      ].join("\n"),
    ).join("\n"),
  );
}

function flat(hosts: number, shared = 0): ProviderRow[] {
  const lines = Array.from({ length: hosts }, (_, at) => `CN${at} VCPU:64 MEM:65536 DISK:2000 @a${at % 10}`);
  const sharing = Array.from({ length: shared }, (_, at) => `SS${at} DISK:100000 @a${at % 10} +SHARES`);
  return forestOf([...lines, ...sharing].join("\n"));
}

const affine = "resources_C=VCPU:1,MEM:512 resources_A=FPGA:1 same_subtree=_C,_A";

const rows: Row[] = [
  { name: "8 x 8, limit 1000", rows: wide(8), request: `${groups(8)} limit=1000` },
  {
    name: "8 x 8 isolate, limit 1000",
    rows: wide(8),
    request: `${groups(8)} group_policy=isolate limit=1000`,
  },
  { name: "8 x 8 isolate, all 40320", rows: wide(8), request: `${groups(8)} group_policy=isolate` },
  { name: "8 x 6 of 6 units, limit 1000", rows: wide(8, "GPU:6"), request: `${groups(6)} limit=1000` },
  { name: "16 x 16, limit 1000", rows: wide(16), request: `${groups(16)} limit=1000` },
  {
    name: "16 x 16 isolate, limit 1000",
    rows: wide(16),
    request: `${groups(16)} group_policy=isolate limit=1000`,
  },
  { name: "9 groups on 8: none", rows: wide(8), request: `${groups(9)}` },
  { name: "17 groups on 16 isolate: none", rows: wide(16), request: `${groups(17)} group_policy=isolate` },
  {
    name: "17 on 16 isolate, same subtree",
    rows: wide(16),
    request: `${groups(17)} group_policy=isolate same_subtree=${Array.from({ length: 17 }, (_, at) => `_${at}`).join(",")}`,
  },
  {
    name: "1000 x (9 on 8): none",
    rows: Array.from({ length: 1000 }, (_, at) =>
      wide(8).map((row) => ({
        ...row,
        uuid: `${at}/${row.uuid}`,
        rootUuid: `${at}/CN`,
        parentUuid: row.parentUuid && `${at}/CN`,
      })),
    ).flat(),
    request: groups(9),
  },
  { name: "1000 flat, limit 100", rows: flat(1000), request: "resources=VCPU:1,MEM:512,DISK:10 limit=100" },
  { name: "1000 flat, all", rows: flat(1000), request: "resources=VCPU:1,MEM:512,DISK:10" },
  { name: "1000 flat + 10 sharing, all", rows: flat(1000, 10), request: "resources=VCPU:1,MEM:512,DISK:10" },
  {
    name: "100000 flat, limit 100",
    rows: flat(100_000),
    request: "resources=VCPU:1,MEM:512,DISK:10 limit=100",
  },
  {
    name: "100000 flat, none fits",
    rows: flat(100_000),
    request: "resources=VCPU:65,MEM:512,DISK:10 limit=100",
  },
  { name: "1000 trees of 7, all", rows: nested(1000), request: affine },
  { name: "1000 trees of 7, limit 100", rows: nested(1000), request: `${affine} limit=100` },
];

const rounds = Number(process.argv[2] ?? 5);
for (const row of rows) {
  const forest = buildForest(row.rows);
  const request = requestOf(row.request);
  let count = 0;
  let end = "";
  const times: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const start = performance.now();
    const search = searchCandidates(forest, request, row.options);
    count = 0;
    for (;;) {
      const next = search.next();
      if (next.done === true) {
        end = next.value;
        break;
      }
      count++;
    }
    times.push(performance.now() - start);
  }
  const sorted = times.slice(1).sort((a, b) => a - b);
  const show = (ms: number | undefined) => (ms ?? 0).toFixed(2).padStart(8);
  process.stdout.write(
    `${row.name.padEnd(36)} ${show(times[0])} first ${show(sorted[0])} ${show(sorted[sorted.length >> 1])} ${show(sorted.at(-1))}  ${count} ${end}\n`,
  );
}
void createCandidateSearch;
