import { buildForest } from "../../src/domain/candidates/build-forest.ts";
import { GrowingList } from "../../src/domain/candidates/growing-list.ts";
import { changes } from "../../src/rest/changes/index.ts";
import { operations } from "../../src/rest/operations/index.ts";
import { createRouteTable } from "../../src/rest/route-table.ts";
import { showAnswer } from "../../src/rest/show-answer.ts";
import { minorMax } from "../../src/rest/version.ts";
import { CandidateAnswer } from "../../src/service/candidate-answer.ts";
import { forestOf, requestOf } from "../domain/candidates/text-form.ts";
import { contractServices } from "../kit/contract-services.ts";
import { spreadOf } from "./statistics.ts";

/*
 * What an answer with candidates costs once the trees are at hand, in CPU ms, by phase:
 * `node test/bench/candidate-answers.ts [rounds]`. Of each phase the median is shown, and of its first run.
 */
interface Times {
  readonly search: number;
  readonly text: number;
  readonly bytes: number;
}

const inventories = "VCPU:64,ratio=1000 MEMORY_MB:262144,ratio=1000 DISK_GB:2000,ratio=1000";
const traits = "+HW_CPU_X86_AVX2 +HW_CPU_X86_SSE42 +COMPUTE_NODE";
const lines = Array.from({ length: 1000 }, (_, at) => `${uuidOf(at)} ${inventories} ${traits}`);
const rows = forestOf(lines.join("\n"));
const plain = "resources=VCPU:1,MEMORY_MB:256,DISK_GB:10";

const find = createRouteTable({ services: contractServices, operations, changes });
const rounds = Number(process.argv[2] ?? 300);
for (const [name, request, minor] of [
  ["all of 1,000", plain, minorMax],
  ["limit=100", `${plain} limit=100`, minorMax],
  ["all of 1,000, at 1.28", plain, 28],
] as const) {
  const forest = buildForest(rows);
  const runs: Times[] = [];
  let length = 0;
  for (let round = 0; round < rounds; round++) {
    const run = await measure(forest, request, minor);
    runs.push(run.times);
    length = run.length;
  }
  const total = (times: Times) => times.search + times.text + times.bytes;
  const phases = [
    total,
    ...(["search", "text", "bytes"] as const).map((key) => (times: Times) => times[key]),
  ];
  const figures = phases.map(
    (of) => `${spreadOf(runs.map(of))?.median.toFixed(3)} (${of(runs[0]!).toFixed(1)})`,
  );
  process.stdout.write(
    `${name.padEnd(24)} total, search, text, bytes: ${figures.join("  ")}  ${length} bytes\n`,
  );
}

async function measure(forest: ReturnType<typeof buildForest>, request: string, minor: number) {
  const wanted = requestOf(request);
  const plan = find("GET", "/allocation_candidates", minor);
  if (plan.kind !== "plan") throw new Error(plan.kind);
  const start = performance.now();
  const list = new GrowingList(wanted, { candidatesMax: 1000, pause: () => undefined });
  await list.addFrom(forest);
  const message = new CandidateAnswer(list);
  const searched = performance.now();
  const answer = { message, header: new Headers(), trailer: new Headers() } as never;
  const facts = { params: {}, query: {}, body: undefined, capabilities: [] } as never;
  const text = showAnswer(plan.plan, answer, facts, { mountPrefix: "" }).text ?? "";
  const written = performance.now();
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  const ended = performance.now();
  const times = { search: searched - start, text: written - searched, bytes: ended - written };
  return { times, length: bytes.length };
}

function uuidOf(at: number): string {
  return `4bc2bc55-f1e4-4cb4-9b5b-${at.toString(16).padStart(12, "0")}`;
}
