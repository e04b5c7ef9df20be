import { viewInventoriesStatement } from "../../src/storage/inventory-reads.ts";
import { LANES } from "../../src/storage/note-changes.ts";
import { claimStatement } from "../../src/storage/try-claim.ts";
import { tryReplaceStatement } from "../../src/storage/try-replace-inventories.ts";
import { claimed, owner } from "./load/load-shapes.ts";
import { pgbenchContestant, pgbenchScript } from "./pgbench.ts";
import type { Contestant } from "./scene.ts";
import { providerUuidSql } from "./seed-providers.ts";
import type { Operation } from "./site.ts";
import type { World } from "./stage.ts";

const provider = providerUuidSql(":n::int");
/** As likely to be new as a random uuid is, and the same wherever the statement has it. */
const consumer = "md5(:a::bigint || '/' || :b::bigint)::uuid";
const lane = ":lane::int";
const classes = Object.keys(claimed);

/** Like the clients of the load, each of pgbench's has providers of its own; notes go to any lane, as ours do. */
function variables(clients: number, providers: number): string[] {
  return [
    `\\set n 1 + :client_id + ${clients} * random(0, ${Math.floor(providers / clients) - 1})`,
    `\\set lane random(0, ${LANES - 2})`,
  ];
}

/**
 * The scripts of those operations that are one statement. A replacement must name the provider's generation, which
 * pgbench would have to ask for first: here the statement itself looks it up, so this ceiling is a little low. What is
 * reserved is random, so that nearly each write changes something.
 */
const scripts: Partial<Record<Operation, (setup: readonly string[]) => string>> = {
  get_inventories: (setup) => pgbenchScript(viewInventoriesStatement, { setup, values: [provider] }),
  put_inventories: (setup) =>
    pgbenchScript(tryReplaceStatement, {
      setup: [...setup, "\\set reserved random(0, 63)"],
      values: [
        provider,
        `(select g.generation from resource_providers g where g.uuid = ${provider})`,
        "'{VCPU,MEMORY_MB,DISK_GB}'",
        "'{64,262144,2000}'",
        "array[:reserved::int, 0, 0]",
        "'{1,1,1}'",
        "'{2147483647,2147483647,2147483647}'",
        "'{1,1,1}'",
        "'{1000,1000,1000}'",
        lane,
      ],
    }),
  put_allocations: (setup) =>
    pgbenchScript(claimStatement, {
      setup: [...setup, "\\set a random(0, 9223372036854775806)", "\\set b random(0, 9223372036854775806)"],
      values: [
        `array[${consumer}]`,
        `'{${owner.project}}'`,
        `'{${owner.user}}'`,
        `'{${owner.type}}'`,
        `array[${classes.map(() => consumer).join(", ")}]`,
        `array[${classes.map(() => provider).join(", ")}]`,
        `'{${classes.join(",")}}'`,
        `'{${Object.values(claimed).join(",")}}'`,
        lane,
      ],
    }),
};

/** What a reader of the ceilings must know. */
export const ceilingNote =
  "pgbench: the storage's own statements, prepared; that of PUT inventories looks the provider's generation up itself, " +
  "where ours sends the one that the client saw.";

/** What PostgreSQL alone makes of an operation; of none for those that are more than one statement. */
export function ceilingsOf(operation: Operation, world: World, clients: number): Contestant[] {
  const script = scripts[operation];
  if (script === undefined) return [];
  return [pgbenchContestant(script(variables(clients, world.providers)), world, clients)];
}
