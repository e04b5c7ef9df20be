import type { Reads } from "../domain/reads.ts";
import { PROVIDER_COLUMNS, type ProviderRow, providerFromRow } from "./provider-row.ts";
import type { RunStatement, Statement } from "./statement.ts";

const findProvider: Statement = {
  name: "find_provider",
  text: `select ${PROVIDER_COLUMNS} from resource_providers p where p.uuid = $1`,
};

const listProviders: Statement = {
  name: "list_providers",
  text: `select ${PROVIDER_COLUMNS} from resource_providers p order by p.id`,
};

const listProvidersFiltered: Statement = {
  name: "list_providers_filtered",
  text: `
  select ${PROVIDER_COLUMNS} from resource_providers p
  where ($1::uuid is null or p.uuid = $1) and ($2::varchar is null or p.name = $2)
  order by p.id`,
};

/** The reads of providers. */
export type ProviderReads = Pick<Reads, "findProvider" | "listProviders">;

/** Reads providers. */
export function createProviderReads(run: RunStatement): ProviderReads {
  return {
    async findProvider(uuid) {
      const [row] = await run<ProviderRow>(findProvider, [uuid]);
      return row === undefined ? undefined : providerFromRow(row);
    },
    async listProviders(filter) {
      const all = filter.uuid === undefined && filter.name === undefined;
      const rows = all
        ? await run<ProviderRow>(listProviders, [])
        : await run<ProviderRow>(listProvidersFiltered, [filter.uuid ?? null, filter.name ?? null]);
      return rows.map(providerFromRow);
    },
  };
}
