import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { EmbeddedPostgresError } from "./embedded-postgres-error.ts";

/** The system account that PostgreSQL runs as when it is not our own. */
export interface ServerAccount {
  uid: number;
  gid: number;
  /** For messages: an account's name, or "uid 1000". */
  name: string;
}

/** Whether this process is root, as which PostgreSQL refuses to run. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * The account for PostgreSQL when we are root: `postgres` where a system has it,
 * `nobody` otherwise. None is ever created; a service should not change the
 * machine's users.
 */
export async function chooseServerAccount(): Promise<ServerAccount> {
  const passwd = await readFile("/etc/passwd", "utf8").catch(() => "");
  for (const name of ["postgres", "nobody"]) {
    const fields = passwd
      .split("\n")
      .map((line) => line.split(":"))
      .find((entry) => entry[0] === name);
    const [uid, gid] = [Number(fields?.[2]), Number(fields?.[3])];
    // macOS writes nobody's ids as -2, which the calls below would refuse.
    if (uid > 0 && gid > 0) return { uid, gid, name };
  }
  throw new EmbeddedPostgresError(
    "PostgreSQL refuses to run as root, and /etc/passwd has neither an account 'postgres' nor 'nobody' for it.",
  );
}

/**
 * Whether the account can enter a folder. Tried rather than computed from modes:
 * access lists, mounts and security modules have a say as well.
 */
export async function canEnter(account: ServerAccount, folder: string): Promise<boolean> {
  const { uid, gid } = account;
  return await promisify(execFile)("/bin/sh", ["-c", 'cd "$1"', "sh", folder], {
    uid,
    gid,
    cwd: "/",
  }).then(
    () => true,
    () => false,
  );
}
