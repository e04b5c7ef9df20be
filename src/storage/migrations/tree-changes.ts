import { Migration } from "@mikro-orm/migrations";

/** How many writers can note changes at a time without waiting for each other: `LANES` of `note-changes.ts`. */
const LANES = 64;

/**
 * A note of each change that candidate searches can see, so that a server can prove what it remembers to be
 * current. A writer adds its note at the next revision of any one lane, in its own transaction: the lane stays
 * locked until that commits, so who sees a lane at a revision sees all notes before it, too.
 */
export class TreeChanges extends Migration {
  override up(): void {
    this.addSql(`
      create table change_lanes (
        lane integer not null constraint change_lanes_pkey primary key,
        revision bigint not null default 0
      )`);
    this.addSql(`insert into change_lanes (lane) select * from generate_series(0, ${LANES - 1})`);
    this.addSql(`
      create table tree_changes (
        lane integer not null,
        revision bigint not null,
        -- The roots of the trees that changed, also of those that are gone; null where all may have.
        roots uuid[],
        noted_at timestamptz not null default now(),
        constraint tree_changes_pkey primary key (lane, revision)
      )`);
  }

  override down(): void {
    this.addSql("drop table tree_changes");
    this.addSql("drop table change_lanes");
  }
}
