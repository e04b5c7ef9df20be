import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { EchoService } from "../../server/gen/echo/v1/echo_pb.ts";
import type { Traffic } from "../load/load-plan.ts";
import { loadContestant } from "../load-contestant.ts";
import { type Contestant, type FigureSpec, ratio, type Scene, thrift } from "../scene.ts";
import type { Stage } from "../stage.ts";

/** A server that echoes: how it is called, its kind in `echo-server.ts`, its chain of interceptors, and what it is asked. */
type Entry = readonly [name: string, kind: string, chain?: string, traffic?: Traffic];

const methodPath = `/${EchoService.typeName}/${EchoService.method.echo.name}`;
const echo: Traffic = { kind: "echo" };
const body = JSON.stringify({ text: "hello" });

/** What serving itself costs, by an echo without a database. */
export async function echoScenes(stage: Stage): Promise<Scene[]> {
  const grpc = [
    ["grpc-js", "grpc-js"],
    ["lean, no interceptor", "lean gRPC", "0"],
    ["lean, the real chain", "lean gRPC", "real"],
    ["the whole server", "placementd"],
    ["connect-node", "connect-node"],
  ] as const;
  const rest = [
    ["node:http", "node:http"],
    ["Fastify", "fastify"],
    ["transcoder, no interceptor", "lean REST", "0"],
    ["transcoder, the real chain", "lean REST", "real"],
    ["the whole server", "placementd"],
    // Connect's own form of JSON is a POST with a body; beside it, the same of ours.
    ["connect-node, POST", "connect-node 1.1", "0", { kind: "post", path: methodPath, body }],
    ["transcoder, POST, no interceptor", "lean REST", "0", { kind: "post", path: "/echo", body }],
  ] as const;
  return [
    await sceneOf(stage, { id: "c.grpc", title: "unary gRPC echo, 32 in flight", entries: grpc }),
    await sceneOf(stage, { id: "c.rest", title: "REST echo, 16 clients", entries: rest }, [
      ratio("transcoder, POST, no interceptor", "connect-node, POST"),
      thrift("transcoder, POST, no interceptor", "connect-node, POST"),
    ]),
  ];
}

async function sceneOf(
  stage: Stage,
  { id, title, entries }: { id: "c.grpc" | "c.rest"; title: string; entries: readonly Entry[] },
  more: readonly FigureSpec[] = [],
): Promise<Scene> {
  const contestants = await Promise.all(entries.map((entry) => contestantOf(stage, id, entry)));
  const [base = "", ...others] = entries.map(([name]) => name);
  return {
    id,
    title,
    contestants,
    figures: [...others.flatMap((name) => [ratio(name, base), thrift(name, base)]), ...more],
  };
}

async function contestantOf(stage: Stage, id: "c.grpc" | "c.rest", entry: Entry): Promise<Contestant> {
  const [name, kind, chain = "0", traffic = echo] = entry;
  const child = fork(new URL("../echo-server.ts", import.meta.url), [kind, chain]);
  stage.onGroupEnd(() => child.disconnect());
  const site = { host: "127.0.0.1", port: await portOf(child), ...(child.pid ? { nodePid: child.pid } : {}) };
  const grpc = { protocol: "grpc", clients: 2, streams: 16, traffic } as const;
  const rest = { protocol: "rest", clients: 16, traffic } as const;
  return loadContestant({ name, load: stage.load, site, plan: async () => (id === "c.grpc" ? grpc : rest) });
}

async function portOf(child: ChildProcess): Promise<number> {
  const died = once(child, "exit").then(() => {
    throw new Error("a server of the benchmark died");
  });
  died.catch(() => {});
  const [{ port }] = (await Promise.race([once(child, "message"), died])) as [{ port: number }];
  return port;
}
