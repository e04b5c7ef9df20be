import type { MikroORM } from "@mikro-orm/postgresql";

/**
 * Fills a database with 10,000 providers in 5,000 trees of two, the way clouds have them: every root has VCPU and
 * MEMORY_MB and the trait COMPUTE_NODE; every child has VGPU. A consumer has one unit of each class of a provider, and of
 * each tenth provider all. One root in a hundred has
 * CUSTOM_RARE, of both kinds, and is in the aggregate `RARE_AGGREGATE`; all are in `COMMON_AGGREGATE`.
 */
export async function populate(orm: MikroORM): Promise<void> {
  const em = orm.em.fork();
  const statements = [
    `insert into resource_providers (uuid, name, root_uuid)
     select md5('root' || n)::uuid, 'root' || n, md5('root' || n)::uuid from generate_series(1, 5000) as n`,
    `insert into resource_providers (uuid, name, parent_uuid, root_uuid)
     select md5('child' || n)::uuid, 'child' || n, md5('root' || n)::uuid, md5('root' || n)::uuid
     from generate_series(1, 5000) as n`,
    "insert into resource_classes (name) values ('CUSTOM_RARE')",
    "insert into traits (name) values ('CUSTOM_RARE')",
    `insert into inventories (provider_id, resource_class, total, reserved, min_unit, max_unit, step_size,
       allocation_ratio, used)
     select p.id, c.name, 100, 0, 1, 100, 1, 1, 0
     from resource_providers p
       join (values ('VCPU', true), ('MEMORY_MB', true), ('VGPU', false)) as c (name, of_root)
         on c.of_root = (p.parent_uuid is null)
     union all
     select p.id, 'CUSTOM_RARE', 100, 0, 1, 100, 1, 1, 0
     from resource_providers p where p.parent_uuid is null and p.id % 100 = 0`,
    `insert into provider_traits (provider_id, trait_id)
     select p.id, t.id from resource_providers p join traits t
       on t.name = 'COMPUTE_NODE' or (t.name = 'CUSTOM_RARE' and p.id % 100 = 0)
     where p.parent_uuid is null`,
    `insert into provider_aggregates (provider_id, aggregate_uuid)
     select p.id, a.uuid from resource_providers p
       join (values ('${COMMON_AGGREGATE}'::uuid, 1), ('${RARE_AGGREGATE}', 100)) as a (uuid, each)
         on p.id % a.each = 0
     where p.parent_uuid is null`,
    `insert into consumers (uuid, generation, project_id, user_id, consumer_type)
     select md5('consumer' || n)::uuid, 1, 'project' || n % 500, 'user', 'INSTANCE'
     from generate_series(1, 10000) as n`,
    `insert into allocations (consumer_id, provider_id, resource_class, amount)
     select c.id, i.provider_id, i.resource_class, case when i.provider_id % 10 = 0 then 100 else 1 end
     from consumers c join inventories i on i.provider_id = 1 + c.id % 10000`,
    `update inventories i set used = used + s.amount
     from (select provider_id, resource_class, sum(amount) as amount from allocations
       group by provider_id, resource_class) as s
     where s.provider_id = i.provider_id and s.resource_class = i.resource_class`,
    "analyze",
  ];
  for (const statement of statements) {
    await em.execute(statement);
  }
}

/** The aggregate that every root of `populate` is in. */
export const COMMON_AGGREGATE = "aaaaaaaa-0000-4000-8000-000000000001";

/** The aggregate that one root of `populate` in a hundred is in. */
export const RARE_AGGREGATE = "aaaaaaaa-0000-4000-8000-000000000002";
