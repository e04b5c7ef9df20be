import { randomUUID } from "node:crypto";
import type { ProviderRow } from "../../../src/domain/candidates/build-forest.ts";
import type { Candidate } from "../../../src/domain/candidates/candidate.ts";
import { SHARING_TRAIT } from "../../../src/domain/candidates/forest.ts";
import type { CandidateRequest } from "../../../src/domain/candidates/request.ts";
import type { StoredInventory } from "../../../src/domain/inventory.ts";
import { queryOf } from "./placement-query.ts";
import { printCandidate } from "./text-form.ts";

/** What names of a forest are called on a server, so that nothing of other people's data is met there. */
export interface ServerNames {
  readonly uuidOf: (provider: string) => string;
  readonly aggregateOf: (aggregate: string) => string;
  /** Of classes and traits. */
  readonly nameOf: (name: string) => string;
}

/** What a server answers: candidates printed and sorted, and the names of the providers it describes, sorted. */
export interface ServerAnswer {
  readonly status: number;
  readonly detail: string;
  readonly candidates: readonly string[];
  readonly summaries: readonly string[];
}

/**
 * A forest set up on a running Placement, over REST. `close` takes it away again; classes and traits of the lab
 * go with it.
 */
export interface PlacementLab {
  ask(request: CandidateRequest): Promise<ServerAnswer>;
  close(): Promise<void>;
}

/**
 * Sets a forest up on a server, with all classes and traits that requests will ask for. Throws where the server
 * refuses anything of it.
 */
export async function openLab(
  url: string,
  rows: readonly ProviderRow[],
  asked: readonly CandidateRequest[],
): Promise<PlacementLab> {
  const mark = randomUUID().slice(0, 8).toUpperCase();
  const names = inventNames(mark);
  const groups = asked.flatMap((request) => request.groups);
  const classes = new Set([
    ...rows.flatMap((row) => row.inventories.map((one) => names.nameOf(one.resourceClass))),
    ...groups.flatMap((group) => [...group.resources.keys()].map(names.nameOf)),
  ]);
  const demands = [...groups, ...asked.flatMap((request) => request.root ?? [])];
  const traits = new Set([
    ...rows.flatMap((row) => row.traits.map(names.nameOf)),
    ...demands.flatMap((one) => [...one.requiredTraits.flat(), ...one.forbiddenTraits].map(names.nameOf)),
  ]);
  traits.delete(SHARING_TRAIT);
  const call = callerOf(url);
  // One after another: Placement's processes miss classes that come at the same time.
  for (const name of classes) {
    await must(call, "PUT", `/resource_classes/${name}`);
  }
  for (const name of traits) {
    await must(call, "PUT", `/traits/${name}`);
  }
  for (const row of rows) {
    await setUpProvider(call, names, row);
  }
  return {
    ask: (request) => ask(call, names, { rows, request, mark }),
    close: async () => {
      for (const row of rows.toReversed()) {
        await call("DELETE", `/allocations/${names.uuidOf(row.uuid)}`);
        await call("DELETE", `/resource_providers/${names.uuidOf(row.uuid)}`);
      }
      await Promise.all([...classes].map((name) => call("DELETE", `/resource_classes/${name}`)));
      await Promise.all([...traits].map((name) => call("DELETE", `/traits/${name}`)));
    },
  };
}

type Call = (
  method: string,
  path: string,
  body?: unknown,
  version?: string,
) => Promise<{ status: number; body: unknown }>;

function callerOf(url: string): Call {
  return async (method, path, body, version = "1.39") => {
    const response = await fetch(url + path, {
      method,
      headers: {
        "x-auth-token": "admin",
        accept: "application/json",
        "openstack-api-version": `placement ${version}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  };
}

async function must(call: Call, method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await call(method, path, body);
  if (answer.status >= 300) {
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
  return answer.body;
}

function inventNames(mark: string): ServerNames {
  const remember = (known: Map<string, string>) => (name: string) => {
    const uuid = known.get(name) ?? randomUUID();
    known.set(name, uuid);
    return uuid;
  };
  return {
    uuidOf: remember(new Map()),
    aggregateOf: remember(new Map()),
    nameOf: (name) => (name === SHARING_TRAIT ? name : `CUSTOM_${mark}_${name}`),
  };
}

async function setUpProvider(call: Call, names: ServerNames, row: ProviderRow): Promise<void> {
  const uuid = names.uuidOf(row.uuid);
  const path = `/resource_providers/${uuid}`;
  await must(call, "POST", "/resource_providers", {
    name: uuid,
    uuid,
    ...(row.parentUuid === undefined ? {} : { parent_provider_uuid: names.uuidOf(row.parentUuid) }),
  });
  const put = async (what: string, body: object) => {
    const { generation } = (await must(call, "GET", path)) as { generation: number };
    await must(call, "PUT", `${path}/${what}`, { resource_provider_generation: generation, ...body });
  };
  // Uses come from allocations, which ask for room and units that the inventory itself may not have.
  await put("inventories", { inventories: inventoriesOf(names, row, (one) => ({ ...one, ...roomy(one) })) });
  const used = row.inventories.filter((one) => one.used > 0);
  if (used.length > 0) {
    await must(call, "PUT", `/allocations/${uuid}`, {
      allocations: {
        [uuid]: {
          resources: Object.fromEntries(used.map((one) => [names.nameOf(one.resourceClass), one.used])),
        },
      },
      project_id: "lab",
      user_id: "lab",
      consumer_generation: null,
      consumer_type: "INSTANCE",
    });
  }
  await put("inventories", { inventories: inventoriesOf(names, row, (one) => one) });
  await put("traits", { traits: row.traits.map(names.nameOf) });
  await put("aggregates", { aggregates: row.aggregates.map(names.aggregateOf) });
}

function roomy(inventory: StoredInventory): Partial<StoredInventory> {
  return { minUnit: 1, maxUnit: 1_000_000, stepSize: 1, allocationRatio: inventory.used + 1, reserved: 0 };
}

function inventoriesOf(
  names: ServerNames,
  row: ProviderRow,
  change: (inventory: StoredInventory) => StoredInventory,
): object {
  const all = row.inventories.map(change);
  return Object.fromEntries(
    all.map((one) => [
      names.nameOf(one.resourceClass),
      {
        total: one.total,
        reserved: one.reserved,
        min_unit: one.minUnit,
        max_unit: one.maxUnit,
        step_size: one.stepSize,
        allocation_ratio: one.allocationRatio,
      },
    ]),
  );
}

async function ask(
  call: Call,
  names: ServerNames,
  given: { rows: readonly ProviderRow[]; request: CandidateRequest; mark: string },
): Promise<ServerAnswer> {
  const version = given.request.oneProviderPerTree ? "1.28" : "1.39";
  const { status, body } = await call(
    "GET",
    `/allocation_candidates?${queryOf(given.request, names)}`,
    undefined,
    version,
  );
  if (status !== 200) {
    const { errors } = body as { errors: { detail: string }[] };
    return { status, detail: errors[0]?.detail ?? "", candidates: [], summaries: [] };
  }
  const plain = new Map(given.rows.map((row) => [names.uuidOf(row.uuid), row.uuid]));
  const read = body as { allocation_requests: RawCandidate[]; provider_summaries: object };
  return {
    status,
    detail: "",
    candidates: read.allocation_requests
      .map((one) => printCandidate(readCandidate(one, (uuid) => plain.get(uuid) ?? uuid, given.mark)))
      .sort(),
    summaries: Object.keys(read.provider_summaries)
      .map((uuid) => plain.get(uuid) ?? uuid)
      .sort(),
  };
}

interface RawCandidate {
  readonly allocations: Record<string, { readonly resources: Record<string, number> }>;
  readonly mappings?: Record<string, readonly string[]>;
}

function readCandidate(raw: RawCandidate, plain: (uuid: string) => string, mark: string): Candidate {
  return {
    allocations: Object.entries(raw.allocations).map(([uuid, { resources }]) => ({
      providerUuid: plain(uuid),
      resources: Object.entries(resources).map(([name, amount]) => ({
        resourceClass: name.replace(`CUSTOM_${mark}_`, ""),
        amount,
      })),
    })),
    mappings: Object.entries(raw.mappings ?? {}).map(([suffix, uuids]) => ({
      suffix,
      providerUuids: uuids.map(plain),
    })),
  };
}
