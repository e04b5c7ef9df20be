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
): Promise<string[]> {
  const pool = await poolOf(orm);
  const { rows } = await pool.query(`explain (format json) ${statement.text}`, [...values]);
  return readsIn(rows[0]["QUERY PLAN"][0].Plan);
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

/** The connections below MikroORM. */
export async function poolOf(orm: MikroORM): Promise<Pool> {
  return (await orm.em.getDriver().getConnection().getNativeClient()) as Pool;
}
