import { describe, expect, test } from "vitest";
import { PlacementError } from "../../../src/domain/errors.ts";
import { deleteTraits, replaceTraits, viewTraits } from "../../../src/domain/operations/provider-traits.ts";
import { deleteTrait, ensureTrait, findTrait } from "../../../src/domain/operations/traits.ts";
import type { ProviderTraits } from "../../../src/domain/trait.ts";
import { play, type Step } from "../../kit/scenario.ts";
import { providerSteps } from "../../kit/steps.ts";
import { useStorage } from "../../kit/storage.ts";

const storage = useStorage();

function show(view: ProviderTraits): string {
  return `${view.traits.map(({ name }) => name).join(" ")} at ${view.generation}`.trim();
}

const steps: Record<string, Step> = {
  ...providerSteps,
  ensure: async ({ store }, [name = ""]) => ((await ensureTrait(store, name)).created ? "created" : "found"),
  find: async ({ store }, [name = ""]) => (await findTrait(store, name)).name,
  delete: ({ store }, [name = ""]) => deleteTrait(store, name),
  traits: async ({ store, names }, [provider = ""]) => show(await viewTraits(store, names.uuid(provider))),
  async put({ store, names }, [provider = "", generation, ...traits]) {
    const providerUuid = names.uuid(provider);
    return show(await replaceTraits(store, { providerUuid, generation: Number(generation), traits }));
  },
  clear: ({ store, names }, [provider = ""]) => deleteTraits(store, names.uuid(provider)),
};

const check = (text: string) => play(storage.current.store, steps, text);

describe("traits", () => {
  test("are there from the start, or made by clients, once", async () => {
    await check(`
      find HW_CPU_X86_AVX2 → HW_CPU_X86_AVX2
      find CUSTOM_MADE → TRAIT_NOT_FOUND
      ensure CUSTOM_MADE → created
      ensure CUSTOM_MADE → found
      find CUSTOM_MADE → CUSTOM_MADE`);
  });

  test("of clients can be deleted while no provider has them", async () => {
    await check(`
      ensure CUSTOM_HAD → created
      provider P1
      put P1 0 CUSTOM_HAD → CUSTOM_HAD at 1
      delete CUSTOM_HAD → TRAIT_IN_USE
      clear P1
      delete CUSTOM_HAD
      delete CUSTOM_HAD → TRAIT_NOT_FOUND
      delete STORAGE_DISK_SSD → TRAIT_STANDARD
      delete STORAGE_DISK_NONE → TRAIT_NOT_FOUND`);
  });
});

describe("a provider's traits", () => {
  test("come out in the order in which the traits were made", async () => {
    await check(`
      ensure CUSTOM_Z → created
      ensure CUSTOM_A → created
      provider P1
      traits P1 → at 0
      put P1 0 CUSTOM_A STORAGE_DISK_SSD CUSTOM_Z → STORAGE_DISK_SSD CUSTOM_Z CUSTOM_A at 1
      traits P1 → STORAGE_DISK_SSD CUSTOM_Z CUSTOM_A at 1`);
  });

  test("move the generation when the set changes, and only then", async () => {
    await check(`
      provider P1
      put P1 0 → at 0
      put P1 0 COMPUTE_NODE → COMPUTE_NODE at 1
      put P1 1 COMPUTE_NODE → COMPUTE_NODE at 1
      put P1 1 COMPUTE_NODE COMPUTE_NODE → COMPUTE_NODE at 1
      put P1 1 OWNER_NOVA → OWNER_NOVA at 2
      clear P1
      generation P1 → 3
      clear P1
      generation P1 → 3`);
  });

  test("are refused in this order: no provider, stale generation, unknown trait", async () => {
    await check(`
      provider P1
      put P9 7 CUSTOM_NOWHERE → RESOURCE_PROVIDER_NOT_FOUND
      put P1 7 CUSTOM_NOWHERE → RESOURCE_PROVIDER_GENERATION_CONFLICT
      put P1 0 CUSTOM_NOWHERE → TRAIT_UNKNOWN
      traits P1 → at 0
      traits P9 → RESOURCE_PROVIDER_NOT_FOUND
      clear P9 → RESOURCE_PROVIDER_NOT_FOUND`);
  });

  test("that are unknown are all named, in the order of the request", async () => {
    const { store, names } = await check("provider P1");
    const traits = ["CUSTOM_NO_Z", "COMPUTE_NODE", "CUSTOM_NO_A", "CUSTOM_NO_Z"];
    const refusal = replaceTraits(store, { providerUuid: names.uuid("P1"), generation: 0, traits });
    await expect(refusal).rejects.toThrow(PlacementError);
    await expect(refusal).rejects.toMatchObject({ facts: { traits: "CUSTOM_NO_Z,CUSTOM_NO_A" } });
  });

  test("go with the provider", async () => {
    const { store, names } = await check(`
      ensure CUSTOM_LONELY → created
      provider P1
      put P1 0 CUSTOM_LONELY → CUSTOM_LONELY at 1`);
    await store.transaction((transaction) => transaction.deleteProvider(names.uuid("P1")));
    await deleteTrait(store, "CUSTOM_LONELY");
  });
});

describe("a list of traits", () => {
  const list = async (filter: Parameters<typeof storage.current.store.listTraits>[0]) =>
    (await storage.current.store.listTraits(filter)).map(({ name }) => name);

  test("is narrowed by every filter", async () => {
    await check(`
      ensure CUSTOM_LIST_B → created
      ensure CUSTOM_LIST_A → created
      ensure CUSTOM_LISTXA → created
      provider P1
      put P1 0 CUSTOM_LIST_A → CUSTOM_LIST_A at 1`);
    expect(await list({ namePrefix: "CUSTOM_LIST_" })).toEqual(["CUSTOM_LIST_B", "CUSTOM_LIST_A"]);
    expect(await list({ namePrefix: "CUSTOM_LIST%" })).toEqual([]);
    expect(await list({ names: ["CUSTOM_LISTXA", "CUSTOM_LIST_B", "NOTHING"] })).toEqual([
      "CUSTOM_LIST_B",
      "CUSTOM_LISTXA",
    ]);
    expect(await list({ names: [] })).toEqual([]);
    expect(await list({ namePrefix: "CUSTOM_LIST", associated: true })).toEqual(["CUSTOM_LIST_A"]);
    expect(await list({ namePrefix: "CUSTOM_LIST", associated: false })).toEqual([
      "CUSTOM_LIST_B",
      "CUSTOM_LISTXA",
    ]);
    expect((await list({})).length).toBeGreaterThan(300);
  });
});
