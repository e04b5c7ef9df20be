import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { Http1Load } from "./http1-load.ts";
import { Http2Load } from "./http2-load.ts";
import type { Load } from "./load.ts";

// What serving itself costs, by an echo without a database: `node test/bench/serving.ts [rounds] [ms a round]`.
//
// Each server runs in a process of its own, the load in this one. Rounds are short and take turns, so that whatever
// else the machine does hits all alike: read the ratios. The processor time is the server's own, for each request.

interface Contestant {
  readonly name: string;
  readonly child: ChildProcess;
  readonly port: number;
  readonly results: Result[];
}

interface Result {
  readonly perSecond: number;
  readonly cpuUs: number;
}

const connections = 2;
const rounds = Number(process.argv[2] ?? 5);
const roundMs = Number(process.argv[3] ?? 1000);
/** The first round is for the compilers, and does not count. */
const warmUpMs = 3000;

const echoFrame = Buffer.from("\0\0\0\0\x07\x0a\x05hello", "latin1");
const grpcHeaders = {
  "content-type": "application/grpc",
  te: "trailers",
  "user-agent": "grpc-node-js/1.14.7",
  "grpc-accept-encoding": "identity,deflate,gzip",
  "x-auth-token": "admin",
};
const restRequest = [
  "GET /echo/hello HTTP/1.1",
  "host: 127.0.0.1",
  "accept: application/json",
  "user-agent: bench",
  "x-auth-token: admin",
  "",
  "",
].join("\r\n");

const connectGrpc = (port: number): Promise<Load> =>
  Http2Load.connect({ port, path: "/echo.v1.EchoService/Echo", headers: grpcHeaders, body: echoFrame });
const connectRest = (port: number): Promise<Load> => Http1Load.connect(port, restRequest);

await contest("unary gRPC over h2c, 32 in flight", connectGrpc, 16, [
  ["grpc-js server", "grpc-js"],
  ["lean, no interceptor", "lean gRPC", "0"],
  ["lean, 1 interceptor", "lean gRPC", "1"],
  ["lean, 3 interceptors", "lean gRPC", "3"],
  ["lean, the real chain", "lean gRPC", "real"],
  ["the whole server", "placementd"],
  ["connect-node", "connect-node"],
]);
await contest("REST over HTTP/1.1, 16 connections", connectRest, 1, [
  ["node:http", "node:http"],
  ["Fastify", "fastify"],
  ["transcoder, no interceptor", "lean REST", "0"],
  ["transcoder, 3 interceptors", "lean REST", "3"],
  ["transcoder, the real chain", "lean REST", "real"],
  ["the whole server", "placementd"],
]);

/** Measures servers in turns, and prints how they compare with the first. */
async function contest(
  title: string,
  connect: (port: number) => Promise<Load>,
  inFlight: number,
  entries: readonly (readonly [name: string, kind: string, chain?: string])[],
): Promise<void> {
  const contestants = await Promise.all(entries.map(start));
  const count = inFlight === 1 ? 16 : connections;
  for (let round = -1; round < rounds; round++) {
    for (const contestant of contestants) {
      const loads = await Promise.all(Array.from({ length: count }, () => connect(contestant.port)));
      const result = await measure(contestant, loads, inFlight, round < 0 ? warmUpMs : roundMs);
      if (round >= 0) contestant.results.push(result);
    }
  }
  for (const { child } of contestants) child.disconnect();
  print(title, contestants);
}

async function start([name, kind, chain = "0"]: readonly [string, string, string?]): Promise<Contestant> {
  const child = fork(new URL("serving-server.ts", import.meta.url), [kind, chain]);
  const { port } = await ask<{ port: number }>(child);
  return { name, child, port, results: [] };
}

async function ask<T>(child: ChildProcess, question?: string): Promise<T> {
  const forget = new AbortController();
  const { signal } = forget;
  if (question !== undefined) child.send(question);
  const died = once(child, "exit", { signal }).then(() => {
    throw new Error("a server of the benchmark died");
  });
  const [answer] = await Promise.race([once(child, "message", { signal }), died]).finally(() => {
    died.catch(() => {});
    forget.abort();
  });
  return answer as T;
}

async function measure(
  { child, name }: Contestant,
  loads: readonly Load[],
  inFlight: number,
  durationMs: number,
): Promise<Result> {
  const before = await ask<{ cpu: NodeJS.CpuUsage }>(child, "cpu");
  const begun = performance.now();
  for (const load of loads) load.start(inFlight);
  await new Promise((resolve) => setTimeout(resolve, durationMs));
  await Promise.all(loads.map((load) => load.stop()));
  const seconds = (performance.now() - begun) / 1000;
  const after = await ask<{ cpu: NodeJS.CpuUsage }>(child, "cpu");
  for (const load of loads) load.close();
  const answers = sum(loads.map((load) => load.answers));
  if (sum(loads.map((load) => load.failures)) > 0) throw new Error(`${name} failed`);
  const cpuUs = after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system;
  return { perSecond: answers / seconds, cpuUs: cpuUs / answers };
}

function print(title: string, contestants: readonly Contestant[]): void {
  const base = contestants[0]?.results ?? [];
  const rows = contestants.map(({ name, results }) => {
    const ratios = results.map(({ perSecond }, round) => perSecond / (base[round]?.perSecond ?? Number.NaN));
    const cpu = results.map(({ cpuUs }) => cpuUs);
    const cpuRatios = results.map(({ cpuUs }, round) => (base[round]?.cpuUs ?? Number.NaN) / cpuUs);
    return [
      name,
      median(results.map(({ perSecond }) => perSecond)).toFixed(0),
      `${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)})`,
      median(cpu).toFixed(1),
      median(cpuRatios).toFixed(2),
    ];
  });
  const head = [title, "requests/s", "ratio (min–max)", "server CPU µs", "ratio by CPU"];
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  process.stdout.write(`${lines.join("\n")}\n\n`);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
