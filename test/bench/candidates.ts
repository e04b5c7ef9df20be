import { buildForest, type ProviderRow } from "../../src/domain/candidates/build-forest.ts";
import type { Forest } from "../../src/domain/candidates/forest.ts";
import type { CandidateRequest } from "../../src/domain/candidates/request.ts";
import { searchCandidates } from "../../src/domain/candidates/search-candidates.ts";
import { forestOf, requestOf } from "../domain/candidates/text-form.ts";

/*
 * How long candidate searches take, in ms: `node test/bench/candidates.ts [rounds]`. A row shows the first run, cold,
 * then minimum, median and maximum of the others, then the least CPU time, how many candidates there were and why
 * there were no more.
 */
interface Row {
  readonly name: string;
  readonly rows: ProviderRow[];
  readonly request: string;
}

/** Hosts with devices below them. */
function wide(devices: number, device = "GPU:1", hosts = 1): ProviderRow[] {
  return forestOf(
    times(hosts, (host) => [
      `CN${host} VCPU:64 MEM:65536`,
      ...times(devices, (at) => `  C${host}-${at} ${device}`),
    ])
      .flat()
      .join("\n"),
  );
}

/** Trees of 7 in the shape of Placement's own load test of nested providers. */
function nested(hosts: number): ProviderRow[] {
  const numa = (name: string) => [
    `  N${name} VCPU:16 MEM:32768`,
    `    F${name}_0 FPGA:1`,
    `    F${name}_1 FPGA:1`,
  ];
  return forestOf(
    times(hosts, (at) => [`CN${at} DISK:2000`, ...numa(`${at}_0`), ...numa(`${at}_1`)])
      .flat()
      .join("\n"),
  );
}

function flat(hosts: number, sharing = 0): ProviderRow[] {
  return forestOf(
    [
      ...times(hosts, (at) => `CN${at} VCPU:64 MEM:65536 DISK:2000 @a${at % 10}`),
      ...times(sharing, (at) => `SS${at} DISK:100000 @a${at % 10} +SHARES`),
    ].join("\n"),
  );
}

function times<T>(count: number, make: (at: number) => T): T[] {
  return Array.from({ length: count }, (_, at) => make(at));
}

function groups(count: number): string {
  return times(count, (at) => `resources_${at}=GPU:1`).join(" ");
}

const plain = "resources=VCPU:1,MEM:512,DISK:10";
const affine = "resources_C=VCPU:1,MEM:512 resources_A=FPGA:1 same_subtree=_C,_A";
const subtree = `same_subtree=${times(17, (at) => `_${at}`).join(",")}`;

const benches: Row[] = [
  { name: "8 x 8, limit 1000", rows: wide(8), request: `${groups(8)} limit=1000` },
  {
    name: "8 x 8 isolate, limit 1000",
    rows: wide(8),
    request: `${groups(8)} group_policy=isolate limit=1000`,
  },
  { name: "8 x 8 isolate, all", rows: wide(8), request: `${groups(8)} group_policy=isolate` },
  { name: "8 of 6 units x 6, limit 1000", rows: wide(8, "GPU:6"), request: `${groups(6)} limit=1000` },
  { name: "16 x 16, limit 1000", rows: wide(16), request: `${groups(16)} limit=1000` },
  {
    name: "16 x 16 isolate, limit 1000",
    rows: wide(16),
    request: `${groups(16)} group_policy=isolate limit=1000`,
  },
  { name: "8 x 9", rows: wide(8), request: groups(9) },
  { name: "16 x 17 isolate", rows: wide(16), request: `${groups(17)} group_policy=isolate` },
  {
    name: "16 x 17 isolate, one subtree",
    rows: wide(16),
    request: `${groups(17)} group_policy=isolate ${subtree}`,
  },
  { name: "1,000 times 8 x 9", rows: wide(8, "GPU:1", 1000), request: groups(9) },
  { name: "1,000 flat, limit 100", rows: flat(1000), request: `${plain} limit=100` },
  { name: "1,000 flat, all", rows: flat(1000), request: plain },
  { name: "1,000 flat and 10 sharing, all", rows: flat(1000, 10), request: plain },
  { name: "100,000 flat, limit 100", rows: flat(100_000), request: `${plain} limit=100` },
  { name: "100,000 flat, nothing fits", rows: flat(100_000), request: "resources=VCPU:65,MEM:1 limit=100" },
  { name: "1,000 trees of 7, limit 100", rows: nested(1000), request: `${affine} limit=100` },
  { name: "1,000 trees of 7, all", rows: nested(1000), request: affine },
];

const rounds = Number(process.argv[2] ?? 5);
for (const { name, rows, request } of benches) {
  const forest = buildForest(rows);
  const runs = times(rounds + 1, () => measure(forest, requestOf(request)));
  const [first, ...others] = runs;
  const walls = others.map((run) => run.wall).sort((a, b) => a - b);
  const cpu = Math.min(...others.map((run) => run.cpu));
  const figures = [first?.wall, walls[0], walls[walls.length >> 1], walls.at(-1), cpu].map(show).join(" ");
  process.stdout.write(`${name.padEnd(32)} ${figures}  ${first?.count} ${first?.end}\n`);
}

function measure(forest: Forest, request: CandidateRequest) {
  const start = { wall: performance.now(), cpu: process.cpuUsage() };
  const search = searchCandidates(forest, request);
  let count = 0;
  let next = search.next();
  for (; next.done !== true; next = search.next()) {
    count++;
  }
  const { user, system } = process.cpuUsage(start.cpu);
  return { wall: performance.now() - start.wall, cpu: (user + system) / 1000, count, end: next.value };
}

function show(ms = 0): string {
  return ms.toFixed(2).padStart(8);
}
