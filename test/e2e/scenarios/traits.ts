import type { Call } from "../../kit/two-ways.ts";

const traits = "TraitService";
const aggregates = "AggregateService";
const classes = "ResourceClassService";
const gold = "CUSTOM_<TAG>_GOLD";
const blue = "CUSTOM_<TAG>_BLUE";

const replaceTraits = (generation: number, names: string[], refused?: Call["refused"]): Call => ({
  rpc: `${traits}.ReplaceResourceProviderTraits`,
  request: { resource_provider_uuid: "<P1>", resource_provider_generation: generation, traits: names },
  ...(refused && { refused }),
});

const replaceAggregates = (generation: number, uuids: string[], refused?: Call["refused"]): Call => ({
  rpc: `${aggregates}.ReplaceAggregates`,
  request: { resource_provider_uuid: "<P1>", resource_provider_generation: generation, aggregates: uuids },
  ...(refused && { refused }),
});

/** The qualities of a provider: traits and aggregates; and the classes of what there is. */
export const traitCalls: readonly Call[] = [
  {
    rpc: "ResourceProviderService.CreateResourceProvider",
    request: { name: "host <P1>", uuid: "<P1>" },
  },

  { rpc: `${traits}.EnsureTrait`, request: { name: gold } },
  { rpc: `${traits}.EnsureTrait`, request: { name: gold } },
  { rpc: `${traits}.EnsureTrait`, request: { name: blue } },
  { rpc: `${traits}.EnsureTrait`, request: { name: "GOLD" }, refused: ["INVALID_REQUEST", 400] },
  { rpc: `${traits}.GetTrait`, request: { name: gold } },
  { rpc: `${traits}.GetTrait`, request: { name: "CUSTOM_NOTHING" }, refused: ["TRAIT_NOT_FOUND", 404] },
  replaceTraits(0, [gold, "HW_CPU_X86_SSE"]),
  replaceTraits(1, ["HW_CPU_X86_SSE", gold]),
  replaceTraits(0, [], ["RESOURCE_PROVIDER_GENERATION_CONFLICT", 409]),
  replaceTraits(1, ["no trait"], ["TRAIT_UNKNOWN", 400]),
  replaceTraits(1, [""], ["INVALID_REQUEST", 400]),
  { rpc: `${traits}.ListResourceProviderTraits`, request: { resource_provider_uuid: "<P1>" } },
  {
    rpc: `${traits}.ListTraits`,
    request: { name_prefix: "CUSTOM_<TAG>" },
    rest: { query: "name=startswith:CUSTOM_<TAG>" },
  },
  {
    rpc: `${traits}.ListTraits`,
    request: { name_prefix: "CUSTOM_<TAG>", associated: false },
    rest: { query: "name=startswith:CUSTOM_<TAG>&associated=false" },
  },
  {
    rpc: `${traits}.ListTraits`,
    request: { names: { names: [blue, "CUSTOM_NOTHING"] } },
    rest: { query: `name=in:${blue},CUSTOM_NOTHING` },
  },
  { rpc: `${traits}.ListTraits`, request: { names: { names: [] } }, rest: { query: "name=in:" } },
  { rpc: `${traits}.DeleteTrait`, request: { name: gold }, refused: ["TRAIT_IN_USE", 409] },
  { rpc: `${traits}.DeleteTrait`, request: { name: "HW_CPU_X86_SSE" }, refused: ["TRAIT_STANDARD", 400] },
  { rpc: `${traits}.DeleteResourceProviderTraits`, request: { resource_provider_uuid: "<P1>" } },
  {
    rpc: `${traits}.DeleteResourceProviderTraits`,
    request: { resource_provider_uuid: "<NOBODY>" },
    refused: ["RESOURCE_PROVIDER_NOT_FOUND", 404],
  },
  { rpc: `${traits}.ListResourceProviderTraits`, request: { resource_provider_uuid: "<P1>" } },
  { rpc: `${traits}.DeleteTrait`, request: { name: gold } },
  { rpc: `${traits}.DeleteTrait`, request: { name: gold }, refused: ["TRAIT_NOT_FOUND", 404] },

  replaceAggregates(2, ["<A1>", "<A2>"]),
  replaceAggregates(2, [], ["RESOURCE_PROVIDER_GENERATION_CONFLICT", 409]),
  replaceAggregates(3, ["<A1>", "<A1>"], ["INVALID_REQUEST", 400]),
  replaceAggregates(3, ["<A1>"]),
  { rpc: `${aggregates}.ListAggregates`, request: { resource_provider_uuid: "<P1>" } },
  {
    rpc: `${aggregates}.ListAggregates`,
    request: { resource_provider_uuid: "<NOBODY>" },
    refused: ["RESOURCE_PROVIDER_NOT_FOUND", 404],
  },

  { rpc: `${classes}.ListResourceClasses`, request: {} },
  { rpc: `${classes}.CreateResourceClass`, request: { name: "CUSTOM_<TAG>_FPGA" } },
  { rpc: `${classes}.EnsureResourceClass`, request: { name: "CUSTOM_<TAG>_FPGA" } },
  {
    rpc: `${classes}.CreateResourceClass`,
    request: { name: "CUSTOM_<TAG>_FPGA" },
    refused: ["RESOURCE_CLASS_EXISTS", 409],
  },
  { rpc: `${classes}.GetResourceClass`, request: { name: "CUSTOM_<TAG>_FPGA" } },
  { rpc: `${classes}.DeleteResourceClass`, request: { name: "CUSTOM_<TAG>_FPGA" } },
  { rpc: `${classes}.EnsureResourceClass`, request: { name: "CUSTOM_<TAG>_FPGA" } },
  { rpc: `${classes}.DeleteResourceClass`, request: { name: "CUSTOM_<TAG>_FPGA" } },
  {
    rpc: `${classes}.DeleteResourceClass`,
    request: { name: "VCPU" },
    refused: ["RESOURCE_CLASS_STANDARD", 400],
  },
];
