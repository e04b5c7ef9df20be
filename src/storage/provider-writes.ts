import { type EntityManager, LockMode } from "@mikro-orm/postgresql";
import { PlacementError } from "../domain/errors.ts";
import type { Provider } from "../domain/provider.ts";
import type { Transaction } from "../domain/store.ts";
import { violates } from "./driver-errors.ts";
import { ResourceProvider } from "./entities/resource-provider.ts";
import type { ChangedTrees } from "./note-changes.ts";
import type { RunStatement, Statement } from "./statement.ts";

const rename: Statement = {
  name: "rename_provider",
  text: "update resource_providers set name = $2, updated_at = now() where uuid = $1",
};

const countChildren: Statement = {
  name: "count_children",
  text: "select count(*)::int as children from resource_providers where parent_uuid = $1",
};

const remove: Statement = {
  name: "delete_provider",
  text: "delete from resource_providers where uuid = $1 returning root_uuid",
};

/** The writes of providers themselves. */
export type ProviderWrites = Pick<
  Transaction,
  "lockProvider" | "insertProvider" | "renameProvider" | "countChildren" | "deleteProvider"
>;

/** Writes providers in the transaction that an entity manager has open. */
export function createProviderWrites(
  em: EntityManager,
  run: RunStatement,
  changed: ChangedTrees,
): ProviderWrites {
  return {
    async lockProvider(uuid, generation) {
      const which = generation === undefined ? { uuid } : { uuid, generation };
      const row = await em.findOne(ResourceProvider, which, { lockMode: LockMode.PESSIMISTIC_WRITE });
      return row === null ? undefined : providerFromEntity(row);
    },
    async insertProvider({ uuid, name, parent }) {
      const row = em.create(ResourceProvider, {
        uuid,
        name,
        parentUuid: parent?.uuid ?? null,
        rootUuid: parent?.rootUuid ?? uuid,
      });
      await naming({ uuid, name }, () => em.persist(row).flush());
      changed.ofTrees([row.rootUuid]);
      return providerFromEntity(row);
    },
    // Not by the unit of work: a flush would move the generation, which counts the changes of what a provider has,
    // not of what it is called.
    async renameProvider(uuid, name) {
      await naming({ uuid, name }, () => run(rename, [uuid, name]));
    },
    async countChildren(uuid) {
      const [row] = await run<{ children: number }>(countChildren, [uuid]);
      return row?.children ?? 0;
    },
    async deleteProvider(uuid) {
      try {
        const rows = await run<{ root_uuid: string }>(remove, [uuid]);
        changed.ofTrees(rows.map((row) => row.root_uuid));
      } catch (error) {
        throw violates(error, "allocations_inventory_fkey")
          ? new PlacementError("RESOURCE_PROVIDER_IN_USE", { resource_provider_uuid: uuid })
          : violates(error, "resource_providers_parent_fkey")
            ? new PlacementError("RESOURCE_PROVIDER_HAS_CHILDREN", { resource_provider_uuid: uuid })
            : error;
      }
    },
  };
}

function providerFromEntity(row: ResourceProvider): Provider {
  return {
    uuid: row.uuid,
    name: row.name,
    generation: row.generation,
    parentUuid: row.parentUuid ?? undefined,
    rootUuid: row.rootUuid,
    updatedAt: row.updatedAt,
  };
}

async function naming(
  provider: { uuid: string; name: string },
  write: () => Promise<unknown>,
): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (violates(error, "resource_providers_name_key")) {
      throw new PlacementError("RESOURCE_PROVIDER_NAME_TAKEN", { name: provider.name });
    }
    if (violates(error, "resource_providers_uuid_key")) {
      throw new PlacementError("RESOURCE_PROVIDER_UUID_TAKEN", { resource_provider_uuid: provider.uuid });
    }
    throw error;
  }
}
