import { sharingTables } from "./sharing.ts";
import { subtreeTables } from "./subtrees.ts";
import { suffixedTables } from "./suffixed.ts";
import type { Table } from "./table.ts";
import { unsuffixedTables } from "./unsuffixed.ts";
import { upstreamTables } from "./upstream.ts";

/** All tables: the meaning of a candidate request, case by case. */
export const allTables: readonly Table[] = [
  ...unsuffixedTables,
  ...sharingTables,
  ...suffixedTables,
  ...subtreeTables,
  ...upstreamTables,
];
