import { ApartLanes } from "./apart-lanes.ts";
import { Initial } from "./initial.ts";
import { TreeChanges } from "./tree-changes.ts";

/** All migrations in the order in which they run. The names are kept in the database: never rename one. */
export const migrations = [
  { name: "2026-11-23-initial", class: Initial },
  { name: "2026-11-23-tree-changes", class: TreeChanges },
  { name: "2026-11-23-apart-lanes", class: ApartLanes },
];
