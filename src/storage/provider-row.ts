import type { Provider } from "../domain/provider.ts";
import { milliseconds } from "./milliseconds.ts";

/** What every statement that shows providers selects, so that one function reads the rows. */
export const PROVIDER_COLUMNS = `p.uuid, p.name, p.generation, p.parent_uuid, p.root_uuid,
  ${milliseconds("p.updated_at")}`;

/** A row of `resource_providers` as statements return it. */
export interface ProviderRow {
  uuid: string;
  name: string;
  generation: number;
  parent_uuid: string | null;
  root_uuid: string;
  updated_at_ms: number;
}

/** The provider of a row. */
export function providerFromRow(row: ProviderRow): Provider {
  return {
    uuid: row.uuid,
    name: row.name,
    generation: row.generation,
    parentUuid: row.parent_uuid ?? undefined,
    rootUuid: row.root_uuid,
    updatedAt: new Date(row.updated_at_ms),
  };
}
