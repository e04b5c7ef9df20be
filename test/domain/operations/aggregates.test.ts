import { describe, expect, test } from "vitest";
import type { ProviderAggregates } from "../../../src/domain/aggregate.ts";
import { replaceAggregates, viewAggregates } from "../../../src/domain/operations/aggregates.ts";
import { play, type Stage, type Step } from "../../kit/scenario.ts";
import { providerSteps } from "../../kit/steps.ts";
import { useStorage } from "../../kit/storage.ts";

const storage = useStorage();

/** In the alphabetical order of the case's names: that of the uuids is random. */
function show({ names }: Stage, view: ProviderAggregates): string {
  return `${view.aggregates
    .map((uuid) => names.name(uuid))
    .sort()
    .join(" ")} at ${view.generation}`.trim();
}

const steps: Record<string, Step> = {
  ...providerSteps,
  aggregates: async (stage, [provider = ""]) =>
    show(stage, await viewAggregates(stage.store, stage.names.uuid(provider))),
  /** `put P1 0 A B`; with `-` for the generation of those who don't know of it. */
  async put(stage, [provider = "", generation, ...aggregates]) {
    const view = await replaceAggregates(stage.store, {
      providerUuid: stage.names.uuid(provider),
      generation: generation === "-" ? undefined : Number(generation),
      aggregates: aggregates.map((name) => stage.names.uuid(name)),
    });
    return show(stage, view);
  },
};

const check = (text: string) => play(storage.current.store, steps, text);

describe("a provider's aggregates", () => {
  test("move the generation whenever it was sent", async () => {
    await check(`
      provider P1
      aggregates P1 → at 0
      put P1 0 A B → A B at 1
      put P1 1 A B → A B at 2
      put P1 2 B C → B C at 3
      aggregates P1 → B C at 3
      put P1 3 → at 4`);
  });

  test("neither move nor compare it where it was not sent", async () => {
    await check(`
      provider P1
      put P1 - A B → A B at 0
      put P1 - C → C at 0
      aggregates P1 → C at 0`);
  });

  test("are refused in this order: no provider, stale generation", async () => {
    await check(`
      provider P1
      put P9 7 A → RESOURCE_PROVIDER_NOT_FOUND
      put P1 1 A → RESOURCE_PROVIDER_GENERATION_CONFLICT
      aggregates P1 → at 0
      aggregates P9 → RESOURCE_PROVIDER_NOT_FOUND`);
  });

  test("are the same in every form of their uuids, and come out in order", async () => {
    const { store, names } = await check("provider P1");
    const a = "aaaaaaaa-0000-4000-8000-000000000001";
    const b = "bbbbbbbb-0000-4000-8000-000000000001";
    const view = await replaceAggregates(store, {
      providerUuid: names.uuid("P1"),
      generation: 0,
      aggregates: [b, a.toUpperCase(), a.replaceAll("-", ""), a],
    });
    expect(view).toEqual({ generation: 1, aggregates: [a, b] });
  });
});
