import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { EmbeddedPostgresError, errorText } from "./embedded-postgres-error.ts";

/** PostgreSQL's binaries as the package manager installed them. Read-only to us. */
export interface PlatformPackage {
  /** Folder with `bin`, `lib`, `share` and `pg-symlinks.json`. */
  native: string;
  /** Version of the package, e.g. "18.4.0-beta.17". */
  version: string;
  /** PostgreSQL's major version, which decides whether a data folder can be read. */
  major: string;
}

/**
 * Finds the binaries for this machine. They are optional dependencies of
 * `embedded-postgres`, one package per platform, so they are looked up from
 * there: that holds however the package manager lays out its folders.
 *
 * Throws EmbeddedPostgresError where there is no such package.
 */
export function findPlatformPackage(): PlatformPackage {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  if (process.platform !== "linux" && process.platform !== "darwin") {
    throw new EmbeddedPostgresError(`The embedded PostgreSQL does not run on ${process.platform}.`);
  }
  try {
    const umbrella = createRequire(import.meta.url).resolve("embedded-postgres");
    const root = join(dirname(createRequire(umbrella).resolve(name)), "..");
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
    return {
      native: join(root, "native"),
      version,
      major: version.split(".")[0] ?? version,
    };
  } catch (error) {
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL for this machine, npm package ${name}, is not installed: ${errorText(error).split("\n")[0]}.`,
      { cause: error },
    );
  }
}
