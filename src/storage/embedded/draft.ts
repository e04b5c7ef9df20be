import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "./embedded-postgres-error.ts";

/**
 * Names a file or folder under construction. It becomes real by a rename or link,
 * so that neither a kill nor a second starting process ever shows a half-made one.
 */
export function draftOf(path: string): string {
  return `${path}.draft-${process.pid}-${Math.random().toString(36).slice(2)}`;
}

/** Removes what processes that are gone left half-made in a folder. */
export async function removeAbandonedDrafts(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const maker = /\.draft-(\d+)-/.exec(name)?.[1];
    if (maker === undefined || isAlive(Number(maker))) continue;
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Whether any process has this id; one that we may not signal counts. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === "EPERM";
  }
}
