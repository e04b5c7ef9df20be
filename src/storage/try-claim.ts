import type { NewConsumer } from "../domain/store.ts";
import { advanceGeneration } from "./advance-generation.ts";
import { violates } from "./driver-errors.ts";
import { fitsInventory } from "./fits-inventory.ts";
import { anyLane, noteChanges } from "./note-changes.ts";
import type { RunStatement, Statement } from "./statement.ts";

/**
 * The whole claim of consumers that don't exist, in one statement, with locks in the same order as a transaction's:
 * providers by age, their inventories, the consumers by uuid, the lane of the note.
 *
 * What it sees may be older than what it locks: a statement that waits for a lock goes on with the newest version of
 * the row that it waited for, and with no other's. So all that decides stands in the condition of `taken`, about the
 * inventory itself, which PostgreSQL asks again of the newest version; whoever changes inventories has the lock of
 * their provider, so that the newest one is committed. An inventory that is not taken, for whatever reason, is an
 * allocation of 0, which the table refuses, and with it everything.
 *
 * The limit cuts nothing off. The planner, who can't know how many there will be, takes it for a small part, and so
 * looks the few rows up where it would else read whole tables. That it sorts by a sum keeps it from looking for the
 * few from one end of the table to the other.
 *
 * Values: of the consumers the uuids, projects, users and types; of the allocations the consumers' uuids, the
 * providers' uuids, the classes and the amounts, no two of one inventory; the lane.
 */
export const claimStatement: Statement = {
  name: "claim",
  text: `
  with wanted as (
    select * from unnest($5::uuid[], $6::uuid[], $7::varchar[], $8::int[])
      as w (consumer_uuid, provider_uuid, resource_class, amount)
  ), locked as (
    select p.id from resource_providers p where p.uuid = any ($6::uuid[])
    order by p.id + 0 limit cardinality($6::uuid[]) for no key update
  ), moved as (
    update resource_providers p set ${advanceGeneration("p")}
    from locked l where p.id = l.id
    returning p.id, p.uuid, p.root_uuid
  ), taken as (
    update inventories i set used = i.used + w.amount
    from moved m join wanted w on w.provider_uuid = m.uuid
    where i.provider_id = m.id and i.resource_class = w.resource_class
      and ${fitsInventory("w.amount")}
    returning i.provider_id, w.provider_uuid, w.resource_class, w.amount
  ), made as (
    insert into consumers (uuid, generation, project_id, user_id, consumer_type)
    select c.uuid, 1, c.project_id, c.user_id, c.consumer_type
    from unnest($1::uuid[], $2::varchar[], $3::varchar[], $4::varchar[])
        as c (uuid, project_id, user_id, consumer_type)
      cross join (select count(*) from taken) as after_taken
    order by c.uuid
    returning id, uuid
  ), allocated as (
    insert into allocations (consumer_id, provider_id, resource_class, amount)
    select c.id, coalesce(t.provider_id, 0), w.resource_class, coalesce(t.amount, 0)
    from wanted w join made c on c.uuid = w.consumer_uuid
      left join taken t on t.provider_uuid = w.provider_uuid and t.resource_class = w.resource_class
  ), ${noteChanges({
    roots: "array_agg(root_uuid)",
    source: "moved cross join (select count(*) from made) as after_made",
    lane: "$9",
  })}
  select lane from lane`,
};

/** Gives new consumers what they want, or changes nothing and returns false: see `Store.tryClaim`. */
export async function tryClaim(run: RunStatement, consumers: readonly NewConsumer[]): Promise<boolean> {
  const wanted = consumers.flatMap(({ consumer, wanted }) =>
    wanted.map((one) => ({ ...one, consumerUuid: consumer.uuid })),
  );
  // One statement updates a row once: of an inventory that several want it would see the first.
  const inventories = new Set(wanted.map((one) => `${one.providerUuid}/${one.resourceClass}`));
  if (inventories.size < wanted.length) {
    return false;
  }
  try {
    await run(claimStatement, [
      consumers.map(({ consumer }) => consumer.uuid),
      consumers.map(({ consumer }) => consumer.projectId),
      consumers.map(({ consumer }) => consumer.userId),
      consumers.map(({ consumer }) => consumer.consumerType),
      wanted.map((one) => one.consumerUuid),
      wanted.map((one) => one.providerUuid),
      wanted.map((one) => one.resourceClass),
      wanted.map((one) => one.amount),
      anyLane(),
    ]);
    return true;
  } catch (error) {
    if (violates(error, "allocations_amount_check") || violates(error, "consumers_uuid_key")) {
      return false;
    }
    throw error;
  }
}
