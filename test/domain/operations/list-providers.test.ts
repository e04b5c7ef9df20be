import { beforeAll, describe, expect, test } from "vitest";
import { replaceAggregates } from "../../../src/domain/operations/aggregates.ts";
import { listProviders } from "../../../src/domain/operations/list-providers.ts";
import { replaceTraits } from "../../../src/domain/operations/provider-traits.ts";
import type { ProviderFilter } from "../../../src/domain/provider.ts";
import { claimSteps } from "../../kit/claim-steps.ts";
import { play, type Stage, type Step } from "../../kit/scenario.ts";
import { providerSteps } from "../../kit/steps.ts";
import { useStorage } from "../../kit/storage.ts";

const storage = useStorage();

let stage: Stage;

const steps: Record<string, Step> = {
  ...providerSteps,
  ...claimSteps,
  async traits({ store, names }, [provider = "", ...traits]) {
    const providerUuid = names.uuid(provider);
    const generation = (await store.findProvider(providerUuid))?.generation ?? 0;
    await replaceTraits(store, { providerUuid, generation, traits });
  },
  async aggregates({ store, names }, [provider = "", ...aggregates]) {
    await replaceAggregates(store, {
      providerUuid: names.uuid(provider),
      generation: undefined,
      aggregates: aggregates.map((name) => names.uuid(name)),
    });
  },
};

beforeAll(async () => {
  stage = await play(
    storage.current.store,
    steps,
    `
    provider P1
    provider P2 under P1
    provider P3 under P2
    provider P4
    inventory P1 VCPU total 8 ratio 2.5 reserved 2 max 8 step 2
    inventory P1 DISK_GB total 100
    inventory P2 VCPU total 4
    inventory P4 VCPU total 100 min 4
    allocate C1 new P1 VCPU 8
    traits P1 COMPUTE_NODE STORAGE_DISK_SSD
    traits P2 STORAGE_DISK_SSD
    traits P4 COMPUTE_NODE OWNER_NOVA
    aggregates P1 A B
    aggregates P2 A
    aggregates P4 C`,
  );
});

/** The names of the providers that pass a filter, in their order. */
async function listed(filter: ProviderFilter): Promise<string> {
  const providers = await listProviders(stage.store, filter);
  return providers.map(({ uuid }) => stage.names.name(uuid)).join(" ");
}

const uuid = (name: string) => stage.names.uuid(name);
const sets = (...text: string[]) => text.map((set) => set.split(","));
const aggregateSets = (...text: string[]) => sets(...text).map((set) => set.map(uuid));
const amounts = (resources: Record<string, number>) => ({ resources: new Map(Object.entries(resources)) });

describe("a list of providers", () => {
  test.each<[string, () => ProviderFilter, string]>([
    ["nothing", () => ({}), "P1 P2 P3 P4"],
    ["an empty name", () => ({ name: "" }), "P1 P2 P3 P4"],
    ["a name", () => ({ name: uuid("P2") }), "P2"],
    ["a uuid in capitals", () => ({ uuid: uuid("P2").toUpperCase() }), "P2"],
    ["a name and another's uuid", () => ({ name: uuid("P1"), uuid: uuid("P2") }), ""],
    ["the tree of its root", () => ({ inTree: uuid("P1") }), "P1 P2 P3"],
    ["the tree of a leaf", () => ({ inTree: uuid("P3") }), "P1 P2 P3"],
    ["the tree of nobody", () => ({ inTree: uuid("P9") }), ""],
    ["a trait", () => ({ requiredTraits: sets("COMPUTE_NODE") }), "P1 P4"],
    ["two traits", () => ({ requiredTraits: sets("COMPUTE_NODE", "STORAGE_DISK_SSD") }), "P1"],
    ["either of two traits", () => ({ requiredTraits: sets("OWNER_NOVA,STORAGE_DISK_SSD") }), "P1 P2 P4"],
    ["a trait that nobody has", () => ({ requiredTraits: sets("OWNER_CYBORG") }), ""],
    ["not a trait", () => ({ forbiddenTraits: ["COMPUTE_NODE"] }), "P2 P3"],
    ["not either of two traits", () => ({ forbiddenTraits: ["OWNER_NOVA", "STORAGE_DISK_SSD"] }), "P3"],
    [
      "a trait and not another",
      () => ({ requiredTraits: sets("STORAGE_DISK_SSD"), forbiddenTraits: ["COMPUTE_NODE"] }),
      "P2",
    ],
    ["an aggregate", () => ({ memberOf: aggregateSets("A") }), "P1 P2"],
    ["two aggregates", () => ({ memberOf: aggregateSets("A", "B") }), "P1"],
    ["either of two aggregates", () => ({ memberOf: aggregateSets("B,C") }), "P1 P4"],
    ["an aggregate in capitals", () => ({ memberOf: [[uuid("A").toUpperCase()]] }), "P1 P2"],
    ["an aggregate that nobody is in", () => ({ memberOf: aggregateSets("Z") }), ""],
    ["not an aggregate", () => ({ forbiddenAggregates: [uuid("A")] }), "P3 P4"],
    ["what is left of the capacity", () => amounts({ VCPU: 6 }), "P1 P4"],
    ["more than is left", () => amounts({ VCPU: 8 }), "P4"],
    ["less than is left, not of the step", () => amounts({ VCPU: 3 }), "P2"],
    ["less than min_unit", () => amounts({ VCPU: 2 }), "P1 P2"],
    ["more than max_unit", () => amounts({ DISK_GB: 1001 }), ""],
    ["two classes", () => amounts({ VCPU: 2, DISK_GB: 10 }), "P1"],
    ["a class of which nobody has any", () => amounts({ FPGA: 1 }), ""],
    [
      "everything",
      () => ({
        ...amounts({ VCPU: 2 }),
        inTree: uuid("P3"),
        requiredTraits: sets("STORAGE_DISK_SSD"),
        forbiddenTraits: ["OWNER_NOVA"],
        memberOf: aggregateSets("A,B"),
        forbiddenAggregates: [uuid("B")],
      }),
      "P2",
    ],
  ])("by %s", async (_, filter, expected) => {
    expect(await listed(filter())).toBe(expected);
  });

  test("by more sets than are conditions of their own", async () => {
    const all = ["VCPU", "DISK_GB"].map((name) => [name, 2] as const);
    const many = [...all, ...["VGPU", "PCPU", "FPGA"].map((name) => [name, 1] as const)];
    expect(await listed({ resources: new Map(all) })).toBe("P1");
    expect(await listed({ resources: new Map(many) })).toBe("");
    const ssd = Array.from({ length: 1000 }, () => ["STORAGE_DISK_SSD", "OWNER_CYBORG"]);
    expect(await listed({ requiredTraits: ssd })).toBe("P1 P2");
    expect(await listed({ requiredTraits: [...ssd, ["COMPUTE_NODE"]] })).toBe("P1");
    const members = Array.from({ length: 1000 }, () => [uuid("A"), uuid("C")]);
    expect(await listed({ memberOf: members })).toBe("P1 P2 P4");
    expect(await listed({ memberOf: [...members, [uuid("B"), uuid("C")]] })).toBe("P1 P4");
  });

  test("names all traits that are unknown, and the first class", async () => {
    await expect(
      listed({ requiredTraits: sets("NO_B,COMPUTE_NODE", "NO_A"), forbiddenTraits: ["NO_C", "NO_A"] }),
    ).rejects.toMatchObject({ reason: "TRAIT_UNKNOWN", facts: { traits: "NO_B,NO_A,NO_C" } });
    await expect(listed(amounts({ VCPU: 1, NO_B: 1, NO_A: 1 }))).rejects.toMatchObject({
      reason: "RESOURCE_CLASS_UNKNOWN",
      facts: { resource_class: "NO_B" },
    });
  });
});
