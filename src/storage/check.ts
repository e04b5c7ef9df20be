/**
 * A command: `node src/storage/check.ts [URL]` looks for everything that must not be in the database of a URL, or of
 * DATABASE_URL. Ends with 0 where all is well, 1 where something was found, 2 where it could not look.
 */
import { Pool } from "pg";
import { checkStorage } from "./check-storage.ts";
import { onPool } from "./statement.ts";

const url = process.argv[2] ?? process.env.DATABASE_URL;

async function check(connectionString: string): Promise<number> {
  const pool = new Pool({ connectionString, application_name: "placementd-check", max: 1 });
  try {
    const findings = await checkStorage(onPool(pool));
    for (const { problem, count, examples } of findings) {
      process.stdout.write(`${count} ${problem}\n${examples.map((example) => `  ${example}\n`).join("")}`);
    }
    process.stdout.write(findings.length === 0 ? "nothing is wrong\n" : "");
    return findings.length === 0 ? 0 : 1;
  } finally {
    await pool.end();
  }
}

if (url === undefined) {
  process.stderr.write("usage: node src/storage/check.ts URL, or DATABASE_URL in the environment\n");
  process.exitCode = 2;
} else {
  try {
    process.exitCode = await check(url);
  } catch (error) {
    process.stderr.write(`can't look: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  }
}
