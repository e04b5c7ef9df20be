import { describe, expect, test } from "vitest";
import { deleteProvider } from "../../../src/domain/operations/delete-provider.ts";
import { findProvider } from "../../../src/domain/operations/find-provider.ts";
import { updateProvider } from "../../../src/domain/operations/update-provider.ts";
import { play, type Step } from "../../kit/scenario.ts";
import { providerSteps } from "../../kit/steps.ts";
import { useStorage } from "../../kit/storage.ts";

const storage = useStorage();

const steps: Record<string, Step> = {
  ...providerSteps,
  /** `move P1 under P2`, `move P1 away`; with `cautiously` for a caller who wants no parent changed. */
  async move({ store, names }, [provider = "", ...words]) {
    const parent = words[0] === "under" ? words[1] : undefined;
    await updateProvider(store, {
      uuid: names.uuid(provider),
      name: names.uuid(provider),
      parentUuid: parent === undefined ? undefined : names.uuid(parent),
      detach: words[0] === "away",
      refuseReparenting: words.includes("cautiously"),
    });
  },
  rename: ({ store, names }, [provider = "", name = ""]) =>
    updateProvider(store, {
      uuid: names.uuid(provider),
      name,
      parentUuid: undefined,
      detach: false,
      refuseReparenting: false,
    }),
  /** `place P2 → under P1 in P1`. */
  async place({ store, names }, [provider = ""]) {
    const { parentUuid, rootUuid } = await findProvider(store, names.uuid(provider));
    const root = `in ${names.name(rootUuid)}`;
    return parentUuid === undefined ? root : `under ${names.name(parentUuid)} ${root}`;
  },
  delete: ({ store, names }, [provider = ""]) => deleteProvider(store, names.uuid(provider)),
};

const check = (text: string) => play(storage.current.store, steps, text);

const forest = `
  provider R1
  provider A under R1
  provider B under A
  provider C under B
  provider R2
  provider D under R2`;

describe("a provider moves", () => {
  test("with all that is below it, into another tree", async () => {
    await check(`
      ${forest.trim()}
      move A under D
      place A → under D in R2
      place B → under A in R2
      place C → under B in R2
      place R1 → in R1
      generation A → 0
      generation C → 0`);
  });

  test("within its tree", async () => {
    await check(`
      ${forest.trim()}
      move C under R1
      place C → under R1 in R1
      move B under C
      place B → under C in R1`);
  });

  test("with a whole tree, under another", async () => {
    await check(`
      ${forest.trim()}
      move R2 under C
      place R2 → under C in R1
      place D → under R2 in R1`);
  });

  test("away from its parent, as a root", async () => {
    await check(`
      ${forest.trim()}
      move B away
      place B → in B
      place C → under B in B
      place A → under R1 in R1
      move B away
      place B → in B`);
  });

  test("nowhere, where it is told to stay", async () => {
    await check(`
      ${forest.trim()}
      move B under A cautiously
      place B → under A in R1
      move R1 away cautiously
      place R1 → in R1`);
  });

  test("never under itself, or under what is below it", async () => {
    await check(`
      ${forest.trim()}
      move R1 under R1 → PARENT_PROVIDER_INVALID
      move R1 under C → PARENT_PROVIDER_INVALID
      move A under C → PARENT_PROVIDER_INVALID
      place A → under R1 in R1`);
  });

  test("only once, for callers who want no parent changed", async () => {
    await check(`
      ${forest.trim()}
      move R2 under R1 cautiously
      place D → under R2 in R1
      move B under R1 cautiously → PARENT_PROVIDER_INVALID
      move B away cautiously → PARENT_PROVIDER_INVALID
      place B → under A in R1`);
  });

  test("where there is something to move, and somewhere to move it", async () => {
    await check(`
      ${forest.trim()}
      move P9 under P8 → RESOURCE_PROVIDER_NOT_FOUND
      move A under P8 cautiously → PARENT_PROVIDER_NOT_FOUND
      move P9 away → RESOURCE_PROVIDER_NOT_FOUND
      rename P9 x → RESOURCE_PROVIDER_NOT_FOUND`);
  });

  test.each([
    ["a loop", "A", { parentUuid: "C", detach: false, refuseReparenting: false }, "loop"],
    ["another parent", "A", { parentUuid: "D", detach: false, refuseReparenting: true }, "reparenting"],
    ["no parent", "A", { parentUuid: undefined, detach: true, refuseReparenting: true }, "unparenting"],
  ])("not to %s, and the refusal says which rule", async (_, provider, request, rule) => {
    const { store, names } = await check(forest);
    const uuid = names.uuid(provider);
    const parentUuid = request.parentUuid === undefined ? undefined : names.uuid(request.parentUuid);
    await expect(updateProvider(store, { ...request, uuid, name: uuid, parentUuid })).rejects.toMatchObject({
      reason: "PARENT_PROVIDER_INVALID",
      facts: { resource_provider_uuid: uuid, rule },
    });
  });
});

describe("a provider goes", () => {
  test("when nothing is below it", async () => {
    await check(`
      ${forest.trim()}
      delete B → RESOURCE_PROVIDER_HAS_CHILDREN
      delete R1 → RESOURCE_PROVIDER_HAS_CHILDREN
      move C away
      delete B
      delete B → RESOURCE_PROVIDER_NOT_FOUND
      delete C
      delete A
      delete R1`);
  });
});
