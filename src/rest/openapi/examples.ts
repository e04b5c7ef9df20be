import type { JsonValue } from "@bufbuild/protobuf";
import type { Schema } from "../../transcoder/index.ts";
import type { OperationName } from "../operation.ts";

/** One request of an operation, and what it is answered with. */
export interface Example {
  /** The values of its path and query, by their names. */
  readonly parameters?: Readonly<Record<string, JsonValue>>;
  /** The body of the request. */
  readonly request?: JsonValue;
  /** The body of the answer. */
  readonly answer?: JsonValue;
}

const host = "5e08ea53-c4c6-448e-9334-ac4953de3cfa";
const consumer = "11111111-2222-4333-8444-555555555555";
const at = `/resource_providers/${host}`;
const related = ["inventories", "usages", "aggregates", "traits", "allocations"];
const amounts = { VCPU: 2, MEMORY_MB: 2048 };

const provider = {
  uuid: host,
  name: "host-1",
  generation: 0,
  parent_provider_uuid: null,
  root_provider_uuid: host,
  links: [{ rel: "self", href: at }, ...related.map((rel) => ({ rel, href: `${at}/${rel}` }))],
};

const unlimited = { min_unit: 1, max_unit: 2_147_483_647, step_size: 1 };

/** The way of a host from its making to its first consumer: sent in this order, each is answered as it says. */
export const examples: Readonly<Record<OperationName, Example>> = {
  "ResourceProviderService.CreateResourceProvider": {
    request: { name: "host-1", uuid: host },
    answer: provider,
  },
  "InventoryService.ReplaceInventories": {
    parameters: { resource_provider_uuid: host },
    request: {
      resource_provider_generation: 0,
      inventories: {
        VCPU: { total: 8, allocation_ratio: 4 },
        MEMORY_MB: { total: 16384, reserved: 512 },
      },
    },
    answer: {
      inventories: {
        VCPU: { total: 8, reserved: 0, ...unlimited, allocation_ratio: 4 },
        MEMORY_MB: { total: 16384, reserved: 512, ...unlimited, allocation_ratio: 1 },
      },
      resource_provider_generation: 1,
    },
  },
  "TraitService.ReplaceResourceProviderTraits": {
    parameters: { resource_provider_uuid: host },
    request: { resource_provider_generation: 1, traits: ["HW_CPU_X86_AVX2"] },
    answer: { traits: ["HW_CPU_X86_AVX2"], resource_provider_generation: 2 },
  },
  "CandidateService.ListAllocationCandidates": {
    parameters: { resources: "VCPU:2,MEMORY_MB:2048", required: ["HW_CPU_X86_AVX2"], limit: 1 },
    answer: {
      allocation_requests: [{ allocations: { [host]: { resources: amounts } }, mappings: { "": [host] } }],
      provider_summaries: {
        [host]: {
          resources: { VCPU: { capacity: 32, used: 0 }, MEMORY_MB: { capacity: 15872, used: 0 } },
          traits: ["HW_CPU_X86_AVX2"],
          parent_provider_uuid: null,
          root_provider_uuid: host,
        },
      },
    },
  },
  "AllocationService.ReplaceAllocations": {
    parameters: { consumer_uuid: consumer },
    request: {
      allocations: { [host]: { resources: amounts } },
      consumer_generation: null,
      consumer_type: "INSTANCE",
      project_id: "p",
      user_id: "u",
    },
  },
  "AllocationService.GetAllocations": {
    parameters: { consumer_uuid: consumer },
    answer: {
      allocations: { [host]: { generation: 3, resources: amounts } },
      consumer_generation: 1,
      consumer_type: "INSTANCE",
      project_id: "p",
      user_id: "u",
    },
  },
  "UsageService.GetResourceProviderUsages": {
    parameters: { resource_provider_uuid: host },
    answer: { resource_provider_generation: 3, usages: amounts },
  },
};

/** Adds an operation's example to where OpenAPI has them: its parameters, and the JSON of its bodies. */
export function withExample(operation: Schema, { parameters = {}, request, answer }: Example): Schema {
  const { requestBody, responses } = operation;
  return {
    ...operation,
    parameters: (operation.parameters as Schema[]).map((parameter) => {
      const example = parameters[String(parameter.name)];
      return example === undefined ? parameter : { ...parameter, example };
    }),
    ...(request === undefined ? {} : { requestBody: withBody(requestBody as Schema, request) }),
    responses: answer === undefined ? responses : withAnswer(responses as Schema, answer),
  } as Schema;
}

function withAnswer({ "200": success, ...others }: Schema, answer: JsonValue): Schema {
  return { "200": withBody(success as Schema, answer), ...others };
}

function withBody(described: Schema, example: JsonValue): Schema {
  const { "application/json": json } = described.content as Record<string, Schema>;
  return { ...described, content: { "application/json": { ...json, example } } };
}
