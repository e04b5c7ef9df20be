import { constants } from "node:fs";
import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
} from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { draftOf } from "./draft.ts";
import type { Home } from "./home.ts";
import type { PlatformPackage } from "./platform-package.ts";

/** Only for building extensions: a third of the package that no server opens. */
const UNUSED = /\.a$|[\\/](pgxs|pkgconfig)$/;

/** PostgreSQL's programs, ready to run. */
export interface Runtime {
  initdb: string;
  postgres: string;
}

/**
 * Installs PostgreSQL into the home (about 45 MB) and returns it; a later start
 * finds it there. Run from a copy, because in node_modules PostgreSQL's account
 * may not reach it, the package's install script may not have linked its
 * libraries, and the next `npm ci` would take it from under a running server.
 */
export async function installRuntime(home: Home, source: PlatformPackage): Promise<Runtime> {
  const target = join(home.directory, `postgresql-${source.version}`);
  if (!(await isIntact(target, source.native))) {
    await install(source.native, target);
    await removeOtherRuntimes(home, basename(target));
  }
  return {
    initdb: join(target, "bin", "initdb"),
    postgres: join(target, "bin", "postgres"),
  };
}

async function install(native: string, target: string): Promise<void> {
  const draft = draftOf(target);
  try {
    await copyFolder(native, draft);
    await linkLibraries(native, draft);
    await put(draft, target, native);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

async function put(draft: string, target: string, source: string): Promise<void> {
  try {
    await rename(draft, target);
  } catch {
    // Either a second starting process was faster, and may run it by now, or the old copy is damaged.
    if (await isIntact(target, source)) return await rm(draft, { recursive: true });
    await rm(target, { recursive: true });
    await rename(draft, target);
  }
}

async function copyFolder(from: string, to: string): Promise<void> {
  await mkdir(to);
  // Modes are set, not kept: an installation under a strict umask is closed to others.
  await chmod(to, 0o755);
  const entries = await readdir(from, { withFileTypes: true });
  await Promise.all(
    entries.map(async (entry) => {
      const [source, target] = [join(from, entry.name), join(to, entry.name)];
      if (UNUSED.test(source)) return;
      if (entry.isDirectory()) return await copyFolder(source, target);
      if (!entry.isFile()) return;
      await copyFile(source, target, constants.COPYFILE_FICLONE);
      await chmod(target, 0o755);
    }),
  );
}

/** Makes the links that npm packages cannot carry, as listed by the package itself. */
async function linkLibraries(native: string, target: string): Promise<void> {
  for (const { file, link } of await readLinks(native)) {
    const path = join(target, link);
    await symlink(relative(dirname(path), join(target, file)), path);
  }
}

async function readLinks(native: string): Promise<Array<{ file: string; link: string }>> {
  const text = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  const entries = JSON.parse(text) as Array<{ source: string; target: string }>;
  const within = (path: string) => path.replace(/^native\//, "");
  return entries.map((entry) => ({
    file: within(entry.source),
    link: within(entry.target),
  }));
}

/**
 * Whether every file has its size. After a loss of power the copy may be there by
 * name with contents that never reached the disk, and would fail for ever.
 */
async function isIntact(target: string, source: string): Promise<boolean> {
  try {
    for (const folder of ["bin", "lib", join("lib", "postgresql"), join("share", "postgresql")]) {
      for (const entry of await readdir(join(source, folder), {
        withFileTypes: true,
      })) {
        const path = join(folder, entry.name);
        if (!entry.isFile() || UNUSED.test(path)) continue;
        if ((await lstat(join(target, path))).size !== (await stat(join(source, path))).size) return false;
      }
    }
    return true;
  } catch {
    return false;
  }
}

/** Called only while no server runs from this home, so that nothing uses them. */
async function removeOtherRuntimes(home: Home, kept: string): Promise<void> {
  for (const name of await readdir(home.directory)) {
    if (!name.startsWith("postgresql-") || name.includes(".draft-") || name === kept) continue;
    await rm(join(home.directory, name), { recursive: true, force: true });
  }
}
