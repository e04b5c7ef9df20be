import { describe, expect, test } from "vitest";
import type { Change, OperationChange } from "../../src/rest/change.ts";
import { foldRoute } from "../../src/rest/fold.ts";
import type { OperationName } from "../../src/rest/operation.ts";
import { operations } from "../../src/rest/operations/index.ts";
import type { Absent, Plan } from "../../src/rest/plan.ts";
import type { Json } from "../../src/rest/shape/json-schema.ts";
import { createRouter, type Route } from "../../src/transcoder/index.ts";
import { contractServices } from "../kit/contract-services.ts";

const noCompile = () => {
  throw new Error("nothing leads elsewhere here");
};

function routeOf(name: OperationName): Route {
  const routes = createRouter([...contractServices]).routes;
  const route = routes.find((one) => `${one.method.parent.name}.${one.method.name}` === name);
  if (route === undefined) throw new Error(`no route ${name}`);
  return route;
}

const put: OperationName = "InventoryService.ReplaceInventories";

/** Plans of one operation under changes that the test makes up. */
function fold(changes: Record<number, OperationChange>, name = put): readonly (Plan | Absent)[] {
  const list: Change[] = Object.entries(changes).map(([since, change]) => ({
    since: Number(since),
    summary: "",
    operations: { [name]: change },
  }));
  return foldRoute(routeOf(name), { operations, changes: list, compile: noCompile });
}

function planAt(plans: readonly (Plan | Absent)[], minor: number): Plan {
  const plan = plans[minor];
  if (plan?.kind !== "plan") throw new Error(`no plan at 1.${minor}`);
  return plan;
}

describe("foldRoute()", () => {
  test("makes requests newer from the oldest change to the newest", () => {
    const upgrade = (word: string): OperationChange => ({ upgradeRequest: (body) => `${body} ${word}` });
    const plans = fold({ 4: upgrade("four"), 9: upgrade("nine"), 20: upgrade("twenty") });
    const run = (minor: number) =>
      planAt(plans, minor).upgrades.reduce<Json>((body, change) => change(body, noFacts), "sent");
    expect(run(3)).toBe("sent four nine twenty");
    expect(run(4)).toBe("sent nine twenty");
    expect(run(19)).toBe("sent twenty");
    expect(run(20)).toBe("sent");
  });

  test("makes answers older from the newest change to the oldest", () => {
    const downgrade = (word: string): OperationChange => ({ downgradeResponse: (json) => `${json} ${word}` });
    const plans = fold({ 4: downgrade("four"), 9: downgrade("nine"), 20: downgrade("twenty") });
    const run = (minor: number) =>
      planAt(plans, minor).downgrades.reduce<Json>((json, change) => change(json, noFacts), "new");
    expect(run(39)).toBe("new");
    expect(run(9)).toBe("new twenty");
    expect(run(0)).toBe("new twenty nine four");
  });

  test("shares one plan between versions that don't differ", () => {
    const plans = fold({ 9: { status: 299 } });
    expect(new Set(plans).size).toBe(2);
    expect(plans).toHaveLength(40);
    expect(planAt(plans, 8).status).toBe(299);
    expect(planAt(plans, 9).status).toBe(200);
  });

  test("takes what came later out of older schemas, and has them checked first", () => {
    const plans = fold({ 9: { introduces: { body: ["inventories"] } } });
    expect(planAt(plans, 9).checksShapeFirst).toBe(false);
    expect(planAt(plans, 8).checksShapeFirst).toBe(true);
    expect(Object.keys(planAt(plans, 9).bodySchema?.properties ?? {})).toContain("inventories");
    expect(Object.keys(planAt(plans, 8).bodySchema?.properties ?? {})).toEqual([
      "resource_provider_generation",
    ]);
    expect(planAt(plans, 8).bodySchema?.required).toEqual(["resource_provider_generation"]);
  });

  test("turns capabilities on for versions before their change", () => {
    const plans = fold({ 26: { capabilities: ["refuse_zero_capacity"] } });
    expect(planAt(plans, 26).capabilities).toEqual([]);
    expect(planAt(plans, 25).capabilities.map(({ path }) => path)).toEqual(["refuse_zero_capacity"]);
  });

  test("has no plan before the contract's first version of an operation", () => {
    const plans = fold({}, "InventoryService.DeleteInventories");
    expect(plans[4]).toEqual({ kind: "absent", status: 404 });
    expect(planAt(plans, 5).status).toBe(204);
  });

  test.each<[why: string, change: OperationChange, words: string]>([
    ["a capability that the message lacks", { capabilities: ["nothing"] }, "has no capability nothing"],
    ["a field that is no capability", { capabilities: ["inventories"] }, "has no capability inventories"],
    ["a field that the contract lacks", { introduces: { body: ["nothing"] } }, "introduces nothing"],
    ["a query where there is none", { introduces: { query: ["name"] } }, "has a schema where there is none"],
  ])("refuses a change with %s", (_, change, words) => {
    expect(() => fold({ 9: change })).toThrow(words);
  });
});

const noFacts = {
  params: {},
  query: {},
  body: undefined,
  capabilities: [],
  incompleteOwner: { projectId: "nobody", userId: "nobody" },
};
