import type { MikroORM } from "@mikro-orm/postgresql";
import type { Pool } from "pg";
import type { Statement } from "../../src/storage/statement.ts";

/** A node of a plan, as far as it is looked at. */
export interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly Plans?: readonly PlanNode[];
}

/** What a statement's plan reads: indexes by their names, tables that it reads from end to end as `all of TABLE`. */
export async function plannedReads(
  orm: MikroORM,
  statement: Statement,
  values: readonly unknown[],
  { generic = false } = {},
): Promise<string[]> {
  const rows = await explain(await poolOf(orm), statement, values, generic);
  return [...new Set(rows.flatMap((row) => readsIn(row["QUERY PLAN"][0].Plan)))].sort();
}

/** What a plan reads. */
export function readsIn(plan: PlanNode): string[] {
  const reads = new Set<string>();
  const visit = (node: PlanNode) => {
    if (node["Node Type"] === "Seq Scan") reads.add(`all of ${node["Relation Name"]}`);
    if (node["Index Name"] !== undefined) reads.add(node["Index Name"]);
    node.Plans?.forEach(visit);
  };
  visit(plan);
  return [...reads].sort();
}

type Explained = readonly { readonly "QUERY PLAN": readonly [{ readonly Plan: PlanNode }] }[];

/** The plan for these values, or the one that a connection keeps for any. */
async function explain(
  pool: Pool,
  { text }: Statement,
  values: readonly unknown[],
  generic: boolean,
): Promise<Explained> {
  if (!generic) return (await pool.query(`explain (format json) ${text}`, [...values])).rows;
  const client = await pool.connect();
  try {
    await client.query("set plan_cache_mode = force_generic_plan");
    await client.query(`prepare explained as ${text}`);
    return (await client.query(`explain (format json) execute explained (${values.map(literal)})`)).rows;
  } finally {
    client.release(true);
  }
}

/** A value of a test's own, which nothing in it needs to be escaped. */
function literal(value: unknown): string {
  return `'${Array.isArray(value) ? `{${value}}` : value}'`;
}

/** The connections below MikroORM. */
export async function poolOf(orm: MikroORM): Promise<Pool> {
  return (await orm.em.getDriver().getConnection().getNativeClient()) as Pool;
}
