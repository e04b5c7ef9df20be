import { Initial } from "./initial.ts";

/** All migrations in the order in which they run. The names are kept in the database: never rename one. */
export const migrations = [{ name: "2026-11-23-initial", class: Initial }];
