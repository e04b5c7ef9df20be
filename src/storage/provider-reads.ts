import type { ProviderFilter } from "../domain/provider.ts";
import type { Reads } from "../domain/reads.ts";
import { listProvidersStatement } from "./provider-filter.ts";
import { PROVIDER_COLUMNS, type ProviderRow, providerFromRow } from "./provider-row.ts";
import type { RunStatement, Statement } from "./statement.ts";
import { readTraitIds } from "./trait-ids.ts";

const findProvider: Statement = {
  name: "find_provider",
  quick: "read",
  text: `select ${PROVIDER_COLUMNS} from resource_providers p where p.uuid = $1`,
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
      const { statement, values } = listProvidersStatement(filter, await traitIdsOf(run, filter));
      return (await run<ProviderRow>(statement, values)).map(providerFromRow);
    },
  };
}

/** A trait keeps its id for ever: to ask for it apart is not to see another moment. */
function traitIdsOf(run: RunStatement, filter: ProviderFilter): Promise<ReadonlyMap<string, number>> {
  return readTraitIds(run, [...(filter.requiredTraits ?? []).flat(), ...(filter.forbiddenTraits ?? [])]);
}
