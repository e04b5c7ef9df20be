import { spawn } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { beforeAll, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../../..");
const folder = "test/transcoder/check/refused";
const files = globSync("{*,elsewhere/*}.proto", { cwd: join(root, folder) }).sort();

/** The RPCs of a file, with the comments above them. */
function rpcsOf(file: string): (readonly [name: string, comment: string])[] {
  const proto = readFileSync(join(root, folder, file), "utf8");
  return [...proto.matchAll(/ {2}\/\/ (.*)\n {2}rpc (\w+)\(/g)].map(([, comment = "", name = ""]) => [
    name,
    comment,
  ]);
}

/** Runs the check as `npm run check` does. */
async function check(...input: string[]): Promise<{ readonly code: number; readonly said: string }> {
  const template = ["--template", "src/transcoder/check/buf.gen.yaml"];
  const env = { ...process.env, PATH: `${join(root, "node_modules/.bin")}:${process.env.PATH}` };
  const buf = spawn("buf", ["generate", ...input, ...template], {
    cwd: root,
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const said = text(buf.stderr);
  const code = await new Promise<number>((resolve, reject) => {
    buf.on("error", reject).on("exit", (status) => resolve(status ?? -1));
  });
  return { code, said: await said };
}

describe("the check of rules", () => {
  let outcome: Awaited<ReturnType<typeof check>>;
  beforeAll(async () => {
    outcome = await check(folder);
  });

  test("fails where there is one that can't be served", () => {
    expect(outcome.code).not.toBe(0);
  });

  test("looks at all files of the test", () => {
    expect(files.length).toBe(8);
    expect(files.flatMap(rpcsOf).length).toBeGreaterThan(75);
  });

  test.each(files)("names every RPC of %s with its file and its reason, and no other", (file) => {
    const expected = rpcsOf(file).filter(([, comment]) => comment !== "Served.");
    const service = `refused.${file.replace(".proto", "").replace("/", ".")}.Refused`;
    const lines = expected.map(([name, comment]) => `${file}: ${service}.${name}: ${comment}`);
    const named = outcome.said.split("\n").flatMap((line) => {
      const at = line.indexOf(`${file}: `);
      return at < 0 || /\w$/.test(line.slice(0, at)) ? [] : [line.slice(at)];
    });
    expect(named).toEqual(lines);
  });

  test("has nothing against the contract", async () => {
    expect(await check()).toEqual({ code: 0, said: "" });
  });
});
