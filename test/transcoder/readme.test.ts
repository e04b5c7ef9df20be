import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, describe, expect, test } from "vitest";
import { LibraryService } from "./gen/library/v1/library_pb.ts";
import { ask } from "./kit/ask.ts";

const root = join(import.meta.dirname, "../..");
const readme = readFileSync(join(root, "src/transcoder/README.md"), "utf8");

/** What the README shows in a language, in its order. */
function shown(language: string): string[] {
  return [...readme.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map(
    ([, text = ""]) => text,
  );
}

/** A project of somebody else's, made as the README says: its protos, generated code, and the transcoder beside it. */
function makeProject(): string {
  const folder = mkdtempSync(join(tmpdir(), "transcoder-readme-"));
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  put("proto/library/v1/library.proto", shown("protobuf")[0] ?? "");
  put("buf.gen.yaml", shown("yaml")[0] ?? "");
  put("package.json", '{ "type": "module" }');
  for (const name of ["google", "transcoder", "buf"]) {
    cpSync(join(root, "proto", name), join(folder, "proto", name), { recursive: true });
  }
  cpSync(join(root, "src/transcoder"), join(folder, "transcoder"), { recursive: true });
  // In the place of npm install.
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  execFileSync("buf", ["generate", "proto"], { cwd: folder });
  // A free port, that it tells, in the place of one that may be taken.
  const [server = "", , document = ""] = shown("ts");
  const told =
    "const server = createServer(handler).listen(0, () => console.log((server.address() as { port: number }).port))";
  put("server.ts", server.replace("createServer(handler).listen(8080)", told));
  put("document.ts", document);
  return folder;
}

describe("the README", () => {
  const folder = makeProject();
  afterAll(() => rmSync(folder, { recursive: true }));

  test("shows in twenty lines or so how to serve REST beside the RPC protocols, and that works", async () => {
    expect(shown("ts")[0]?.trim().split("\n").length).toBeLessThanOrEqual(21);
    const child = spawn(process.execPath, ["server.ts"], {
      cwd: folder,
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      const [port] = (await once(child.stdout, "data")) as [Buffer];
      const url = `http://127.0.0.1:${port.toString().trim()}`;
      const [, target = "", answer] = /`curl localhost:8080(\S+)` answers `([^`]*)`/.exec(readme) ?? [];
      expect((await ask(url, `GET ${target}`)).bytes.toString()).toBe(answer);
      const transport = createConnectTransport({ baseUrl: url, httpVersion: "1.1" });
      const shelf = await createClient(LibraryService, transport).getShelf({ shelf: 7n });
      expect(shelf.name).toBe("shelf 7");
      expect((await ask(url, "GET /nowhere")).status).toBe(404);
    } finally {
      child.kill("SIGKILL");
    }
  });

  test("shows how to describe it in OpenAPI, and that works", async () => {
    const text = execFileSync(process.execPath, ["document.ts"], { cwd: folder, encoding: "utf8" });
    const document = JSON.parse(text) as { paths: object };
    expect(Object.keys(document.paths)).toEqual(["/v1/shelves/{shelf}"]);
    expect((await new Validator().validate(document)).errors).toBeUndefined();
  });

  // Others' projects are not as strict as this one: what an option allows here need not be allowed there.
  test("shows code that TypeScript takes as well, and the transcoder with it", { timeout: 120_000 }, () => {
    const flags = ["strict", "noEmit", "allowImportingTsExtensions", "skipLibCheck"].map((one) => `--${one}`);
    const options = ["--module", "nodenext", "--target", "es2024", "--types", "node", ...flags];
    const { stdout, status } = spawnSync("tsc", [...options, "server.ts", "document.ts"], {
      cwd: folder,
      encoding: "utf8",
    });
    expect([stdout, status]).toEqual(["", 0]);
  });

  test("shows how rules are checked before any start", () => {
    const [, template = ""] = /`buf generate proto --template '([^']*)'`/.exec(readme) ?? [];
    const check = () =>
      spawnSync("buf", ["generate", "proto", "--template", template], { cwd: folder, encoding: "utf8" });
    expect(check()).toMatchObject({ status: 0, stderr: "" });
    const proto = join(folder, "proto/library/v1/library.proto");
    const good = readFileSync(proto, "utf8");
    writeFileSync(proto, good.replace("{shelf}", "{shelves}"));
    expect(check()).toMatchObject({ status: 1, stderr: expect.stringContaining("LibraryService.GetShelf") });
    writeFileSync(proto, good);
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
