import type { ProviderFilter } from "../domain/provider.ts";
import { providerConditions, Values } from "./provider-conditions.ts";
import { PROVIDER_COLUMNS } from "./provider-row.ts";
import type { Statement } from "./statement.ts";

/**
 * The statement that lists the providers that pass a filter, oldest first. Only what is asked for is in it.
 */
export function listProvidersStatement(
  filter: ProviderFilter,
  traitIds: ReadonlyMap<string, number>,
): { readonly statement: Statement; readonly values: readonly unknown[] } {
  const values = new Values();
  const fixed = identityConditions(filter, values);
  const asked = providerConditions(filter, traitIds, { values, alias: "p" });
  const conditions = [...fixed.values(), ...asked];
  const where = conditions.length === 0 ? "" : `\n  where ${conditions.join("\n    and ")}`;
  const text = `select ${PROVIDER_COLUMNS} from resource_providers p${where}\n  order by p.id`;
  const name = ["list_providers", ...fixed.keys()].join("_");
  return { statement: asked.length === 0 ? { name, text } : { text }, values: values.all };
}

function identityConditions(filter: ProviderFilter, values: Values): Map<string, string> {
  const conditions = new Map<string, string>();
  if (filter.name !== undefined) {
    conditions.set("by_name", `p.name = ${values.place(filter.name)}`);
  }
  if (filter.uuid !== undefined) {
    conditions.set("by_uuid", `p.uuid = ${values.place(filter.uuid)}`);
  }
  if (filter.inTree !== undefined) {
    const root = `select m.root_uuid from resource_providers m where m.uuid = ${values.place(filter.inTree)}`;
    conditions.set("in_tree", `p.root_uuid = (${root})`);
  }
  return conditions;
}
