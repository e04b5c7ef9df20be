import { PlacementError } from "../domain/errors.ts";
import type { Transaction } from "../domain/store.ts";
import { violates } from "./driver-errors.ts";
import type { ChangedTrees } from "./note-changes.ts";
import type { RunStatement, Statement } from "./statement.ts";

const insert: Statement = {
  name: "insert_resource_class",
  text: "insert into resource_classes (name) values ($1) on conflict (name) do nothing returning id",
};

const rename: Statement = {
  name: "rename_resource_class",
  text: "update resource_classes set name = $2, updated_at = now() where name = $1",
};

const remove: Statement = {
  name: "delete_resource_class",
  text: "delete from resource_classes where name = $1 returning id",
};

/** The writes of resource classes. */
export type ClassWrites = Pick<
  Transaction,
  "insertResourceClass" | "renameResourceClass" | "deleteResourceClass"
>;

/** Writes resource classes in a transaction. */
export function createClassWrites(run: RunStatement, changed: ChangedTrees): ClassWrites {
  return {
    async insertResourceClass(name) {
      return (await run(insert, [name])).length > 0;
    },
    async renameResourceClass(name, newName) {
      changed.ofAll();
      try {
        await run(rename, [name, newName]);
      } catch (error) {
        throw violates(error, "resource_classes_name_key")
          ? new PlacementError("RESOURCE_CLASS_EXISTS", { resource_class: newName })
          : error;
      }
    },
    async deleteResourceClass(name) {
      try {
        return (await run(remove, [name])).length > 0;
      } catch (error) {
        throw violates(error, "inventories_resource_class_fkey")
          ? new PlacementError("RESOURCE_CLASS_IN_USE", { resource_class: name })
          : error;
      }
    },
  };
}
