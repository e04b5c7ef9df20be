import { getOption } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { rest } from "../../src/gen/placement/v1/rest_pb.ts";
import { versionText } from "../../src/rest/change.ts";
import { changes } from "../../src/rest/changes/index.ts";
import { operationName } from "../../src/rest/fold.ts";
import { operations } from "../../src/rest/operations/index.ts";
import { createRouteTable } from "../../src/rest/route-table.ts";
import { foldVersions } from "../../src/rest/version-facts.ts";
import { contractServices } from "../kit/contract-services.ts";

describe("the changes", () => {
  test("claim each version from 1.0 to 1.39 once, in their order", () => {
    expect(changes.map((change) => change.since)).toEqual(Array.from({ length: 40 }, (_, minor) => minor));
  });

  test("tell in one line what they are about", () => {
    for (const { summary } of changes) expect(summary).toMatch(/^[A-Za-z].{10,120}\.$/);
    expect(new Set(changes.map((change) => change.summary)).size).toBe(changes.length);
  });

  test("add the operations that the contract says came with them, and no others", () => {
    const added = changes.flatMap(({ since, adds = [] }) =>
      adds.map((name) => `${name} ${versionText(since)}`),
    );
    const methods = contractServices.flatMap((service) => service.methods);
    const late = methods.filter((method) => getOption(method, rest).since !== "");
    expect(added.toSorted()).toEqual(
      late.map((method) => `${operationName(method)} ${getOption(method, rest).since}`).toSorted(),
    );
    expect(late.length).toBeGreaterThan(5);
  });

  test("stop the start where a version is missing, claimed twice, or about nothing", () => {
    const start = (some: typeof changes) => () =>
      createRouteTable({ services: contractServices, operations, changes: some });
    expect(start(changes)).not.toThrow();
    expect(start(changes.slice(0, -1))).toThrow("0 changes claim version 1.39");
    expect(start([...changes, { since: 7, summary: "" }])).toThrow("2 changes claim version 1.7");
    const stray = { since: 3, summary: "", operations: { "No.Such": {} } };
    expect(start(changes.with(3, stray))).toThrow("1.3 changes No.Such");
  });

  test.each([
    [{ introduces: { body: ["colour"] } }, "introduces colour, which is not in the contract"],
    [{ capabilities: ["project_id"] }, "no capability project_id"],
    [{ capabilities: ["consumers.untyped"] }, "no capability consumers.untyped"],
  ])("stop the start where one says %j of an operation that has no such thing", (change, words) => {
    const operation = "AllocationService.ReplaceAllocations";
    const own = changes.with(39, { since: 39, summary: "", operations: { [operation]: change } });
    expect(() => createRouteTable({ services: contractServices, operations, changes: own })).toThrow(words);
  });

  test("are about every operation", () => {
    const methods = contractServices.flatMap((service) => service.methods);
    expect(Object.keys(operations).toSorted()).toEqual(methods.map(operationName).toSorted());
  });
});

describe("foldVersions()", () => {
  const versions = foldVersions(changes);

  test("gives answers their age from 1.15 on, and errors their code from 1.23 on", () => {
    expect(versions.filter((version) => version.cacheHeaders).map((version) => version.minor)[0]).toBe(15);
    expect(versions.filter((version) => version.errorCodes).map((version) => version.minor)[0]).toBe(23);
    expect(versions[39]).toMatchObject({ cacheHeaders: true, errorCodes: true, header: "placement 1.39" });
    expect(versions[0]).toMatchObject({ cacheHeaders: false, errorCodes: false, header: "placement 1.0" });
  });
});
