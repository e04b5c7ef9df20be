import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, readlink, rename, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import type { QueryResultRow } from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { connectPg } from "../../src/storage/embedded/pg-client.ts";
import { findPostmaster } from "../../src/storage/embedded/postmaster.ts";
import { EmbeddedPostgresError } from "../../src/storage/embedded-postgres.ts";
import { type Lab, openLab } from "../kit/embedded-postgres-lab.ts";

let lab: Lab;
let home: string;

beforeAll(async () => {
  lab = await openLab();
  home = join(lab.folder, "project", ".data", "postgres");
});

afterEach(() => lab.stopAll());

afterAll(() => lab.remove());

async function isGone(): Promise<boolean> {
  return (await findPostmaster(join(home, "data"))) === undefined;
}

async function query<Row extends QueryResultRow>(url: string, text: string): Promise<Row[]> {
  const client = await connectPg(url);
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Writes a row that a later start has to find. */
async function leaveMark(url: string): Promise<void> {
  await query(url, "drop table if exists mark; create table mark as select 42 as value");
}

async function readMark(url: string): Promise<unknown> {
  return (await query<{ value: number }>(url, "select value from mark"))[0]?.value;
}

describe("startEmbeddedPostgres()", () => {
  test("keeps data, url and durability from one start to the next", async () => {
    const first = await lab.start(home);
    await leaveMark(first.url);
    await first.stop();
    expect(await isGone()).toBe(true);

    const second = await lab.start(home);
    expect(second).toMatchObject({ url: first.url, reused: false });
    expect(await readMark(second.url)).toBe(42);
    expect(
      await query(
        second.url,
        "select name, setting from pg_settings where name in ('fsync', 'synchronous_commit')",
      ),
    ).toEqual([
      { name: "fsync", setting: "on" },
      { name: "synchronous_commit", setting: "on" },
    ]);
  });

  test("listens on 127.0.0.1 alone and asks for a password", async () => {
    const { url } = await lab.start(home);
    expect(await query(url, "show listen_addresses")).toEqual([{ listen_addresses: "127.0.0.1" }]);
    const guessed = new URL(url);
    guessed.password = "placementd";
    await expect(connectPg(guessed.href)).rejects.toMatchObject({ code: "28P01" });
  });

  test("answers by a Unix socket too, in a folder that only its owner enters", async () => {
    const { socketUrl } = await lab.start(home);
    expect(await query(socketUrl!, "select inet_client_addr() as address")).toEqual([{ address: null }]);
    expect((await stat(join(home, "data"))).mode & 0o777).toBe(0o700);
  });

  test("does without the socket where its path is too long", async () => {
    const { url, socketUrl } = await lab.start(join(lab.folder, "l".repeat(100), "postgres"));
    expect(socketUrl).toBeUndefined();
    expect(await query(url, "select 1 as alive")).toEqual([{ alive: 1 }]);
  });

  test("brings a server that is killed back on its port", async () => {
    const { url, pid } = await lab.start(home);
    await leaveMark(url);
    process.kill(pid, "SIGKILL");
    await vi.waitFor(async () => expect(await readMark(url)).toBe(42), { timeout: 10_000, interval: 50 });
    expect((await findPostmaster(join(home, "data")))?.pid).not.toBe(pid);
  });

  test("starts right after server and owner are both killed", async () => {
    const owner = await lab.startInOtherProcess(home);
    await leaveMark(owner.url);
    await owner.end("SIGKILL");
    process.kill(owner.pid, "SIGKILL");
    const next = await lab.start(home);
    expect(next).toMatchObject({ url: owner.url, reused: false });
    expect(await readMark(next.url)).toBe(42);
  });

  test("takes over the server of a killed process, and stops it in its place", async () => {
    const owner = await lab.startInOtherProcess(home);
    await owner.end("SIGKILL");
    const next = await lab.start(home);
    expect(next).toMatchObject({ url: owner.url, pid: owner.pid, reused: true });
    await next.stop();
    expect(await isGone()).toBe(true);
  });

  test("leaves a shared server to the last process that uses it", async () => {
    const first = await lab.start(home);
    const other = await lab.startInOtherProcess(home);
    expect(other).toMatchObject({ url: first.url, pid: first.pid, reused: true });
    await first.stop();
    expect(await query(other.url, "select 1 as alive")).toEqual([{ alive: 1 }]);
    expect(await other.end("SIGTERM")).toBe(0);
    expect(await isGone()).toBe(true);
  });

  test("makes one server of several first starts at the same time", async () => {
    const fresh = join(lab.folder, "fresh", "postgres");
    const all = await Promise.all([
      lab.start(fresh),
      lab.startInOtherProcess(fresh),
      lab.startInOtherProcess(fresh),
    ]);
    expect(new Set(all.map(({ url }) => url)).size).toBe(1);
    expect(new Set(all.map(({ pid }) => pid)).size).toBe(1);
    expect(all.filter(({ reused }) => !reused)).toHaveLength(1);
  });

  test("starts although the lock file names a living process that is no server", async () => {
    const first = await lab.start(home);
    await first.stop();
    // PostgreSQL heeds a process of its own account only, so root's would prove nothing.
    const { uid, gid } = await stat(join(home, "data"));
    const stranger = spawn("sleep", ["60"], { uid, gid });
    const lock = [stranger.pid, join(home, "data"), 0, new URL(first.url).port, "", "127.0.0.1", "", "ready"];
    await writeFile(join(home, "data", "postmaster.pid"), `${lock.join("\n")}\n`);
    const second = await lab.start(home).finally(() => stranger.kill());
    expect(second.reused).toBe(false);
  });

  test("takes another port when its own is in use", async () => {
    const first = await lab.start(home);
    await first.stop();
    const squatter = createServer().listen(Number(new URL(first.url).port), "127.0.0.1");
    await once(squatter, "listening");
    const second = await lab.start(home).finally(() => squatter.close());
    expect(new URL(second.url).port).not.toBe(new URL(first.url).port);
    expect(await query(second.url, "select 1 as alive")).toEqual([{ alive: 1 }]);
  });

  test("gives a copy of a project with a running server a server of its own", async () => {
    const original = await lab.start(home);
    await leaveMark(original.url);
    await query(original.url, "checkpoint");
    const copy = join(lab.folder, "copy");
    await promisify(execFile)("cp", ["-a", join(lab.folder, "project"), copy]);
    const copied = await lab.start(join(copy, ".data", "postgres"));
    expect(copied.reused).toBe(false);
    expect(copied.url).not.toBe(original.url);
    await query(copied.url, "update mark set value = 7");
    expect(await readMark(original.url)).toBe(42);
  });

  test("refuses data of another major version by name", async () => {
    const first = await lab.start(home);
    await first.stop();
    await writeFile(join(home, "data", "PG_VERSION"), "9\n");
    const refused = lab.start(home).finally(() => writeFile(join(home, "data", "PG_VERSION"), "18\n"));
    await expect(refused).rejects.toThrow(EmbeddedPostgresError);
    await expect(refused).rejects.toThrow(/written by PostgreSQL 9; this is PostgreSQL 18.*DATABASE_URL/);
  });
});

describe.runIf(process.getuid?.() === 0)("as root in a folder that PostgreSQL's account cannot enter", () => {
  const closed = () => join(lab.folder, "closed");

  beforeAll(async () => {
    await mkdir(closed(), { mode: 0o700 });
  });

  test("keeps the data elsewhere, says where, and finds them again", async () => {
    const place = join(closed(), "project", ".data", "postgres");
    const first = await lab.start(place);
    await leaveMark(first.url);
    await first.stop();
    expect(await readlink(place)).toBe(first.directory);
    expect(lab.lines).toContainEqual(
      expect.stringContaining(`kept in ${first.directory}, linked from there`),
    );
    expect(await readFile(join(first.directory, "project"), "utf8")).toBe(place);
    const second = await lab.start(place);
    expect(await readMark(second.url)).toBe(42);
  });

  test("lets a moved project keep its data, and a copied one not share them", async () => {
    const first = await lab.start(join(closed(), "project", ".data", "postgres"));
    await leaveMark(first.url);
    await rename(join(closed(), "project"), join(closed(), "moved"));
    const moved = await lab.start(join(closed(), "moved", ".data", "postgres"));
    expect(moved).toMatchObject({ pid: first.pid, reused: true });

    await promisify(execFile)("cp", ["-a", join(closed(), "moved"), join(closed(), "copy")]);
    const copied = await lab.start(join(closed(), "copy", ".data", "postgres"));
    expect(copied.reused).toBe(false);
    expect(copied.directory).not.toBe(first.directory);
    await expect(readMark(copied.url)).rejects.toMatchObject({ code: "42P01" });
  });
});
