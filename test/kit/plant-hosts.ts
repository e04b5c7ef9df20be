import type { Pool } from "pg";
import type { CandidateRequest } from "../../src/domain/candidates/request.ts";

/** Makes hosts with one VCPU each, quicker than requests would. */
export async function plantHosts(pool: Pool, count: number): Promise<void> {
  await pool.query(
    `insert into resource_providers (uuid, name, root_uuid)
     select md5('h' || n)::uuid, 'h' || n, md5('h' || n)::uuid from generate_series(1, ${count}) as n`,
  );
  await pool.query(
    `insert into inventories (provider_id, resource_class, total, reserved, min_unit, max_unit, step_size,
       allocation_ratio)
     select id, 'VCPU', 1, 0, 1, 1, 1, 1 from resource_providers`,
  );
}

/** Asks for one VCPU, and nothing else. */
export const oneVcpu: CandidateRequest = {
  groups: [
    {
      suffix: "",
      resources: new Map([["VCPU", 1]]),
      requiredTraits: [],
      forbiddenTraits: [],
      memberOf: [],
      forbiddenAggregates: [],
    },
  ],
  groupPolicy: "none",
  sameSubtrees: [],
  oneProviderPerTree: false,
};
