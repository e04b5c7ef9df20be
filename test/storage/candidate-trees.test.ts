import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { buildForest, type ProviderRow } from "../../src/domain/candidates/build-forest.ts";
import type { Candidate } from "../../src/domain/candidates/candidate.ts";
import type { TreePage } from "../../src/domain/candidates/candidate-trees.ts";
import { SHARING_TRAIT } from "../../src/domain/candidates/forest.ts";
import type { CandidateRequest } from "../../src/domain/candidates/request.ts";
import { searchCandidates } from "../../src/domain/candidates/search-candidates.ts";
import { listCandidateTrees } from "../../src/storage/candidate-pages.ts";
import { onPool } from "../../src/storage/statement.ts";
import { forests, requests } from "../domain/candidates/random.ts";
import { poolOf } from "../kit/explain.ts";
import { useStorage } from "../kit/storage.ts";

const storage = useStorage();

/** The names of the domain's tests, as a database takes them. */
const uuidOf = (name: string) =>
  `00000000-0000-4000-8000-${Buffer.from(name).toString("hex").padStart(12, "0")}`;
const customOf = (name: string) => (name === SHARING_TRAIT ? name : `CUSTOM_${name}`);

function storedRow(row: ProviderRow): ProviderRow {
  return {
    ...row,
    uuid: uuidOf(row.uuid),
    parentUuid: row.parentUuid === undefined ? undefined : uuidOf(row.parentUuid),
    rootUuid: uuidOf(row.rootUuid),
    traits: row.traits.map(customOf),
    aggregates: row.aggregates.map(uuidOf),
    inventories: row.inventories.map((one) => ({ ...one, resourceClass: customOf(one.resourceClass) })),
  };
}

function storedRequest(request: CandidateRequest): CandidateRequest {
  const sets = (names: readonly (readonly string[])[], nameOf: (name: string) => string) =>
    names.map((set) => set.map(nameOf));
  return {
    ...request,
    root: request.root && {
      requiredTraits: sets(request.root.requiredTraits, customOf),
      forbiddenTraits: request.root.forbiddenTraits.map(customOf),
    },
    groups: request.groups.map((group) => ({
      ...group,
      resources: new Map([...group.resources].map(([name, amount]) => [customOf(name), amount])),
      requiredTraits: sets(group.requiredTraits, customOf),
      forbiddenTraits: group.forbiddenTraits.map(customOf),
      memberOf: sets(group.memberOf, uuidOf),
      forbiddenAggregates: group.forbiddenAggregates.map(uuidOf),
      inTree: group.inTree === undefined ? undefined : uuidOf(group.inTree),
    })),
  };
}

async function query(text: string, values: unknown[] = []): Promise<void> {
  await (await poolOf(storage.current.orm)).query(text, values);
}

/** Makes some providers all that there are. */
async function store(rows: readonly ProviderRow[]): Promise<void> {
  await query("delete from resource_providers");
  const numbered = JSON.stringify(rows.map((row, at) => ({ ...row, id: at + 1 })));
  await query(
    `insert into resource_providers (id, uuid, name, generation, parent_uuid, root_uuid)
     select id, uuid, uuid, generation, "parentUuid", "rootUuid"
     from json_to_recordset($1) as r (id int, uuid uuid, generation int, "parentUuid" uuid, "rootUuid" uuid)`,
    [numbered],
  );
  await query(
    `with r as (select * from json_to_recordset($1) as r (id int, traits json, aggregates json, inventories json)),
       t as (insert into provider_traits (provider_id, trait_id)
         select r.id, t.id from r, json_array_elements_text(r.traits) n join traits t on t.name = n),
       a as (insert into provider_aggregates (provider_id, aggregate_uuid)
         select r.id, n::uuid from r, json_array_elements_text(r.aggregates) n)
     insert into inventories (provider_id, resource_class, total, reserved, min_unit, max_unit, step_size,
       allocation_ratio, used)
     select r.id, i."resourceClass", i.total, i.reserved, i."minUnit", i."maxUnit", i."stepSize",
       i."allocationRatio", i.used
     from r, json_to_recordset(r.inventories) as i ("resourceClass" text, total int, reserved int, "minUnit" int,
       "maxUnit" int, "stepSize" int, "allocationRatio" float8, used int)`,
    [numbered],
  );
}

/** What searches find page by page, as texts, each once. */
async function foundInPages(request: CandidateRequest, page: TreePage): Promise<string[]> {
  const found = new Set<string>();
  const run = onPool(await poolOf(storage.current.orm));
  let after: string | undefined;
  let pages = 0;
  do {
    const trees = await listCandidateTrees(run, request, { ...page, after });
    for (const candidate of searchCandidates(buildForest(trees.rows, trees.guestRoots), request))
      found.add(print(candidate));
    after = trees.next;
    pages += 1;
  } while (after !== undefined && pages < 20);
  expect(after).toBeUndefined();
  return [...found].sort();
}

/** A candidate whose parts may be in any order. */
function print({ allocations, mappings }: Candidate): string {
  const taken = allocations.flatMap(({ providerUuid, resources }) =>
    resources.map(({ resourceClass, amount }) => `${providerUuid} ${resourceClass}:${amount}`),
  );
  const groups = mappings.map(({ suffix, providerUuids }) => `${suffix}=${providerUuids.toSorted()}`);
  return [...taken.sort(), ...groups.sort()].join(" ");
}

beforeAll(async () => {
  const names = ["VCPU", "MEM", "DISK"].map(customOf);
  await query("insert into resource_classes (name) select unnest($1::varchar[])", [names]);
  await query("insert into traits (name) select unnest($1::varchar[])", [["T", "U", "V"].map(customOf)]);
});

describe("listCandidateTrees()", () => {
  test("leaves out no tree in which a search finds something, however it is cut into pages", async () => {
    const pages = fc.record({
      count: fc.integer({ min: 1, max: 4 }),
      seed: fc.constantFrom(undefined, "0.5", "0.7"),
    });
    let candidates = 0;
    await fc.assert(
      fc.asyncProperty(forests, requests, pages, async (forest, wanted, page) => {
        const [rows, request] = [forest.map(storedRow), storedRequest(wanted)];
        await store(rows);
        const all = [...searchCandidates(buildForest(rows), request)].map(print).sort();
        expect(await foundInPages(request, page)).toEqual(all);
        candidates += all.length;
      }),
      { numRuns: 200 },
    );
    expect(candidates).toBeGreaterThan(100);
  }, 60_000);
});
