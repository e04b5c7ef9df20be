import { createHash } from "node:crypto";
import {
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  realpath,
  rmdir,
  stat,
  symlink,
  unlink,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { EmbeddedPostgresError, errorCode } from "./embedded-postgres-error.ts";
import { canEnter, type ServerAccount } from "./server-account.ts";

/** Where root keeps a home when PostgreSQL's account cannot enter the project. */
const SYSTEM_FOLDER = "/var/lib/placementd";

interface Settling {
  /** Absolute path at which the user looks for the home. */
  place: string;
  account: ServerAccount | undefined;
  log: (line: string) => void;
}

/**
 * Makes sure that there is a folder for a home and returns its real path: `place`
 * itself, or, for root with a project that PostgreSQL's account cannot enter (one
 * below /root), a folder below /var/lib/placementd that `place` is a link to.
 *
 * Throws EmbeddedPostgresError if neither can be used.
 */
export async function settleHome(settling: Settling): Promise<string> {
  const { place, account } = settling;
  if (await isLink(place)) {
    if (account === undefined || (await isOurs(settling))) return await realpath(place);
    await unlink(place);
  }
  await makeFolder(place, account);
  if (account === undefined || (await canEnter(account, place))) return await realpath(place);
  if (!(await isLink(place)) && (await readdir(place)).length > 0) {
    throw new EmbeddedPostgresError(
      `PostgreSQL has to run as ${account.name} here, which cannot enter ${place}. ` +
        `Open the folders above it to that account, or move it to ${SYSTEM_FOLDER} and leave a link.`,
    );
  }
  return await settleElsewhere({ ...settling, account });
}

async function settleElsewhere({
  place,
  account,
  log,
}: Settling & { account: ServerAccount }): Promise<string> {
  const directory = join(SYSTEM_FOLDER, createHash("sha256").update(place).digest("hex").slice(0, 16));
  await makeFolder(SYSTEM_FOLDER, account);
  await makeFolder(directory, account);
  if (!(await canEnter(account, directory))) {
    throw new EmbeddedPostgresError(
      `PostgreSQL has to run as ${account.name} here, which can enter neither ${place} nor ${directory}.`,
    );
  }
  await writeFile(join(directory, "project"), place);
  // Failures are left to the link: a second starting process may have set it.
  await rmdir(place).catch(() => undefined);
  await symlink(directory, place).catch(async (error: unknown) => {
    if ((await readlink(place).catch(() => undefined)) !== directory) throw error;
  });
  log(
    `${account.name} cannot enter ${dirname(place)}: PostgreSQL's data are kept in ${directory}, linked from there`,
  );
  return directory;
}

/**
 * Whether the link at `place` leads to data of this project. A copied project
 * brings a copy of the link, and two projects must not share data; a moved one
 * keeps them. A link to nowhere (data removed by hand) is nobody's.
 */
async function isOurs({ place, log }: Settling): Promise<boolean> {
  const directory = await realpath(place).catch(() => undefined);
  if (directory === undefined) return false;
  const project = await readFile(join(directory, "project"), "utf8").catch(() => place);
  if (project === place) return true;
  if ((await readlink(project).catch(() => undefined)) === directory) {
    log(`the data in ${directory} belong to ${project}: this copy gets its own`);
    return false;
  }
  await writeFile(join(directory, "project"), place);
  return true;
}

async function isLink(path: string): Promise<boolean> {
  return await lstat(path).then(
    (entry) => entry.isSymbolicLink(),
    () => false,
  );
}

async function makeFolder(folder: string, account: ServerAccount | undefined): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    // Root keeps these folders itself and only lets PostgreSQL pass through them:
    // what its account cannot write, it cannot turn against root.
    if ((await stat(folder)).uid === process.getuid?.()) await chmod(folder, account ? 0o711 : 0o700);
  } catch (error) {
    throw new EmbeddedPostgresError(`Cannot keep PostgreSQL's data in ${folder}: ${errorCode(error)}.`, {
      cause: error,
    });
  }
}
