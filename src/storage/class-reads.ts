import type { Reads } from "../domain/reads.ts";
import { milliseconds } from "./milliseconds.ts";
import { type NamedRow, namedFromRow } from "./named-row.ts";
import type { RunStatement, Statement } from "./statement.ts";

const listResourceClasses: Statement = {
  name: "list_resource_classes",
  text: `select name, ${milliseconds("updated_at")} from resource_classes order by id`,
};

const findResourceClass: Statement = {
  name: "find_resource_class",
  quick: "read",
  text: `select name, ${milliseconds("updated_at")} from resource_classes where name = $1`,
};

const unknownResourceClasses: Statement = {
  name: "unknown_resource_classes",
  text: `
  select w.name from unnest($1::varchar[]) with ordinality as w (name, place)
  where not exists (select from resource_classes c where c.name = w.name)
  order by w.place`,
};

/** The reads of resource classes. */
export type ClassReads = Pick<Reads, "listResourceClasses" | "findResourceClass" | "unknownResourceClasses">;

/** Reads resource classes. */
export function createClassReads(run: RunStatement): ClassReads {
  return {
    async listResourceClasses() {
      return (await run<NamedRow>(listResourceClasses, [])).map(namedFromRow);
    },
    async findResourceClass(name) {
      const [row] = await run<NamedRow>(findResourceClass, [name]);
      return row === undefined ? undefined : namedFromRow(row);
    },
    async unknownResourceClasses(names) {
      return (await run<{ name: string }>(unknownResourceClasses, [names])).map((row) => row.name);
    },
  };
}
