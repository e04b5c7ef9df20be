import { describe, expect, test } from "vitest";
import { poolOf } from "../kit/explain.ts";
import { Names } from "../kit/names.ts";
import type { Stage, Step } from "../kit/scenario.ts";
import { useStorage } from "../kit/storage.ts";
import { changedTrees, notedBetween, readNotes, treeStates } from "../kit/tree-notes.ts";
import { writes } from "../kit/write-steps.ts";

const storage = useStorage();

async function moment() {
  const pool = await poolOf(storage.current.orm);
  return { notes: await readNotes(pool), trees: await treeStates(pool) };
}

/** Plays `VERB WORD… → ROOT…`: the trees that the line changes and notes, or `nothing`, `all`, or a refusal. */
async function check(text: string): Promise<void> {
  const stage: Stage = { store: storage.current.store, names: new Names() };
  for (const line of text.trim().split("\n")) {
    const [said = "", expected = ""] = line.trim().split(" → ");
    const [verb = "", ...words] = said.split(" ");
    const step: Step = writes[verb as keyof typeof writes];
    const before = await moment();
    const refused = await step(stage, words).then(
      () => "",
      (error) => `${error.reason}, `,
    );
    const after = await moment();
    const noted = notedBetween(before.notes, after.notes);
    const changed = changedTrees(before.trees, after.trees);
    if (noted !== "all") expect(noted, line).toEqual(changed);
    const shown = noted === "all" ? "all" : noted.map((root) => stage.names.name(root)).sort();
    expect(`${said} → ${refused}${shown.length === 0 ? "nothing" : shown}`).toBe(`${said} → ${expected}`);
  }
}

describe("noted is what changed:", () => {
  test("of providers and their places", async () => {
    await check(`
      create A → A
      create B → B
      create A1 A → A
      create A11 A1 → A
      create B1 B → B
      rename A1 other → nothing
      move A1 B → A,B
      move A1 A1 → PARENT_PROVIDER_INVALID, nothing
      move A11 → A11,B
      move A11 A → A,A11
      move B1 A11 → A,B
      delete A → RESOURCE_PROVIDER_HAS_CHILDREN, nothing
      delete B1 → A
      delete A11 → A
      delete A → A`);
  });

  test("of inventories", async () => {
    await check(`
      create A → A
      create A1 A → A
      put A1 VCPU DISK_GB → A
      put A1 VCPU CUSTOM_NOWHERE → RESOURCE_CLASS_UNKNOWN, nothing
      put A1 VCPU → A
      put A1 VCPU → A
      add A1 VGPU → A
      add A1 VGPU → INVENTORY_EXISTS, nothing
      update A1 VGPU total 7 → A
      remove A1 VGPU → A
      remove A1 → A`);
  });

  test("of traits, aggregates and classes", async () => {
    await check(`
      create A → A
      create A1 A → A
      trait CUSTOM_T → nothing
      traits A1 CUSTOM_T → A
      traits A1 CUSTOM_T → nothing
      traits A1 CUSTOM_NOWHERE → TRAIT_UNKNOWN, nothing
      traits A1 → A
      aggregates A1 knowingly G1 G2 → A
      aggregates A1 blindly G2 → A
      class CUSTOM_C → nothing
      put A1 CUSTOM_C → A
      class CUSTOM_C CUSTOM_D → all
      class CUSTOM_D CUSTOM_D2 → all
      class VCPU CUSTOM_E → RESOURCE_CLASS_STANDARD, nothing`);
  });

  test("of allocations", async () => {
    await check(`
      create A → A
      create A1 A → A
      create B → B
      create C → C
      put A VCPU → A
      put A1 DISK_GB → A
      put B VCPU → B
      allocate C1 new A VCPU 1 A1 DISK_GB 2 → A
      allocate C2 new A VCPU 1 B VCPU 1 ; C3 new B VCPU 2 → A,B
      allocate C2 1 B VCPU 1 → A,B
      allocate C2 2 B VCPU 2 → B
      allocate C4 new A VCPU 1 B VCPU 1000 → CAPACITY_EXCEEDED, nothing
      allocate C4 new A VCPU 1 B VGPU 1 → ALLOCATION_INVENTORY_MISSING, nothing
      allocate C3 7 A VCPU 1 → CONSUMER_GENERATION_CONFLICT, nothing
      allocate C3 1 → B
      release C1 → A
      release C1 → CONSUMER_NOT_FOUND, nothing
      remove B → INVENTORY_IN_USE, nothing
      delete B → RESOURCE_PROVIDER_IN_USE, nothing
      reshape B DISK_GB / C VCPU DISK_GB / C2 3 C VCPU 2 → B,C
      reshape B VCPU / C DISK_GB / C2 4 B VCPU 1000 → CAPACITY_EXCEEDED, nothing`);
  });

  test("by writers beside each other, each in a lane of its own or one after the other", async () => {
    const stage: Stage = { store: storage.current.store, names: new Names() };
    const trees = Array.from({ length: 8 }, (_, number) => `T${number}`);
    const before = await moment();
    await Promise.all(
      trees.map(async (tree) => {
        await writes.create(stage, [tree]);
        for (let round = 0; round < 10; round++) await writes.put(stage, [tree, "VCPU"]);
      }),
    );
    const after = await moment();
    expect(notedBetween(before.notes, after.notes)).toEqual(changedTrees(before.trees, after.trees));
    const revisions = (notes: typeof after.notes) => [...notes.revisions.values()].reduce((a, b) => a + b, 0);
    expect(revisions(after.notes) - revisions(before.notes)).toBe(8 * 11);
  });
});
