import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { createLogger } from "../../src/server/create-logger.ts";
import { LogSink } from "../../src/server/log-sink.ts";

const folder = mkdtempSync(join(tmpdir(), "placementd-log-"));
afterAll(() => rmSync(folder, { recursive: true }));

const sinkModule = new URL("../../src/server/log-sink.ts", import.meta.url).href;
const loggerModule = new URL("../../src/server/create-logger.ts", import.meta.url).href;

/** How a program of its own begins that writes its log to standard output. */
const program = `import { LogSink } from "${sinkModule}"; const sink = new LogSink(1);`;

describe("LogSink", () => {
  test("writes every line once, in order, whole", async () => {
    const file = join(folder, "order");
    const sink = new LogSink(file);
    const lines = Array.from({ length: 20_000 }, (_, i) => `{"line":${i},"text":"zażółć"}\n`);
    for (const [i, line] of lines.entries()) {
      sink.write(line);
      if (i % 1000 === 0) await delay(1);
    }
    await sink.flush();
    expect(readFileSync(file, "utf8")).toBe(lines.join(""));
  });

  test("writes by itself after a moment", async () => {
    const file = join(folder, "moment");
    new LogSink(file).write("one\n");
    await expect.poll(() => readFileSync(file, "utf8")).toBe("one\n");
  });

  test("writes what waits when the process exits", async () => {
    const code = `${program} sink.write("last words\\n"); process.exit(3);`;
    const run = promisify(execFile)(process.execPath, ["--input-type=module", "-e", code]);
    await expect(run).rejects.toMatchObject({ code: 3, stdout: "last words\n" });
  });

  test("keeps the process running and bounded when nobody reads, and tells how much was lost", async () => {
    const code = `${program}
      const line = "x".repeat(1023) + "\\n";
      for (let i = 0; i < 20_000; i++) { sink.write(line); if (i % 100 === 0) await new Promise(setImmediate); }
      process.stderr.write("done");
      await sink.flush();`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", code]);
    await new Promise((resolve) => child.stderr.once("data", resolve));
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
    });
    const exitCode = await new Promise((resolve) => child.once("close", resolve));
    expect(exitCode).toBe(0);
    const lost = Number(/"msg":"(\d+) lines of the log were lost"/.exec(text)?.[1]);
    expect(lost).toBeGreaterThan(1000);
    expect(text.match(/^x{1023}$/gm)?.length).toBe(20_000 - lost);
  });

  test("survives a reader that goes away", async () => {
    const code = `${program}
      for (let i = 0; i < 50; i++) { sink.write("x\\n"); await new Promise((next) => setTimeout(next, 10)); }
      await sink.flush(); process.stderr.write("alive");`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", code]);
    child.stdout.destroy();
    const said = await new Promise((resolve) => child.stderr.setEncoding("utf8").once("data", resolve));
    expect(said).toBe("alive");
  });
});

describe("createLogger()", () => {
  test("logs JSON with a time, at its level and above", async () => {
    const file = join(folder, "json");
    const { logger, flush } = createLogger("warn", file);
    logger.info("not this");
    logger.warn({ requestId: "req-1" }, "this");
    await flush();
    expect(JSON.parse(readFileSync(file, "utf8"))).toStrictEqual({
      level: 40,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      requestId: "req-1",
      msg: "this",
    });
  });

  test("has fatal lines out at once", async () => {
    const code = `import { createLogger } from "${loggerModule}";
      createLogger("info").logger.fatal("the end"); process.kill(process.pid, "SIGKILL");`;
    const run = promisify(execFile)(process.execPath, ["--input-type=module", "-e", code]);
    await expect(run).rejects.toMatchObject({ stdout: expect.stringContaining('"msg":"the end"') });
  });
});
