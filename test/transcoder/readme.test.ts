import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { describe, expect, test } from "vitest";
import { LibraryService } from "./gen/library/v1/library_pb.ts";
import { ask } from "./kit/ask.ts";

const root = join(import.meta.dirname, "../..");
const readme = readFileSync(join(root, "src/transcoder/README.md"), "utf8");

/** The snippet that mounts it, on a port that is free and told. */
function snippet(): string {
  const [, text = ""] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
  return text
    .replace('"./transcoder/', `"${join(root, "src/transcoder")}/`)
    .replace('"./gen/', `"${join(import.meta.dirname, "gen")}/`)
    .replace(".listen(8080)", '.listen(0, "127.0.0.1", function () { console.log(this.address().port) })');
}

describe("the README", () => {
  test("shows in twenty lines or so how to serve REST beside the RPC protocols, and that works", async () => {
    const code = snippet();
    expect(code.trim().split("\n").length).toBeLessThanOrEqual(21);
    const args = ["--input-type=module-typescript", "--eval", code];
    const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
    try {
      const [port] = (await once(child.stdout, "data")) as [Buffer];
      const url = `http://127.0.0.1:${port.toString().trim()}`;
      const { json } = await ask(url, "GET /v1/shelves/7");
      expect(json).toMatchObject({ name: "shelf 7", book_count: 3 });
      const transport = createConnectTransport({ baseUrl: url, httpVersion: "1.1" });
      const shelf = await createClient(LibraryService, transport).getShelf({ shelf: 7n });
      expect(shelf.name).toBe("shelf 7");
      expect((await ask(url, "GET /nowhere")).status).toBe(404);
    } finally {
      child.kill("SIGKILL");
    }
  });

  test("names a test that exists for each decision", () => {
    const [, decisions = ""] = /## Decisions([\s\S]*?)\n## /.exec(readme) ?? [];
    const rows = decisions.split("\n").filter((line) => /^\| (?!question|---)/.test(line));
    const files = globSync("**/*.test.ts", { cwd: import.meta.dirname });
    const names = rows.flatMap((row) => row.split("|").at(-2)?.trim().split(", ") ?? []).filter(Boolean);
    expect(rows.length).toBeGreaterThan(100);
    for (const row of rows) expect(row).not.toMatch(/\| *\| *$/);
    for (const name of names) {
      const file = name === "template" ? "path-template" : name === "bind" ? "bind" : name;
      expect([name, files.some((path) => path.endsWith(`${file}.test.ts`))]).toEqual([name, true]);
    }
    expect(existsSync(join(root, "src/transcoder/check/buf.gen.yaml"))).toBe(true);
  });
});
