import { describe, test } from "vitest";
import { createProvider } from "../../../src/domain/operations/create-provider.ts";
import { play, type Step } from "../../kit/scenario.ts";
import { useStorage } from "../../kit/storage.ts";

const storage = useStorage();

const steps: Record<string, Step> = {
  /** `create P1 called one under P2`. */
  create: ({ store, names }, [uuid = "", , name = "", , parent]) =>
    createProvider(store, {
      uuid: names.uuid(uuid),
      name,
      parentUuid: parent === undefined ? undefined : names.uuid(parent),
    }),
};

describe("createProvider()", () => {
  test("says what speaks against a provider in this order: its parent, its name, its uuid", async () => {
    await play(
      storage.current.store,
      steps,
      `
      create P1 called one
      create P1 called one under P9 → PARENT_PROVIDER_NOT_FOUND
      create P1 called one under P1 → PARENT_PROVIDER_INVALID
      create P1 called one → RESOURCE_PROVIDER_NAME_TAKEN
      create P2 called one → RESOURCE_PROVIDER_NAME_TAKEN
      create P1 called two → RESOURCE_PROVIDER_UUID_TAKEN`,
    );
  });
});
