import { getOption } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { rest } from "../../src/gen/placement/v1/rest_pb.ts";
import type { Change } from "../../src/rest/change.ts";
import { changes } from "../../src/rest/changes/index.ts";
import { operationName } from "../../src/rest/fold.ts";
import { operations } from "../../src/rest/operations/index.ts";
import { createRouteTable } from "../../src/rest/route-table.ts";
import { minorMax } from "../../src/rest/version.ts";
import { placementServices } from "../kit/placement-services.ts";

const services = placementServices;
const methods = services.flatMap((service) => service.methods);

describe("changes", () => {
  test("claim every microversion once", () => {
    const versions = Array.from({ length: minorMax + 1 }, (_, minor) => minor);
    expect(changes.map((change) => change.since)).toEqual(versions);
  });

  test("add the operations that the contract says came with them", () => {
    const added = changes.flatMap(({ since, adds = [] }) => adds.map((name) => `1.${since} ${name}`));
    const documented = methods.flatMap((method) => {
      const { since } = getOption(method, rest);
      return since === "" ? [] : [`${since} ${operationName(method)}`];
    });
    expect(added.toSorted()).toEqual(documented.toSorted());
  });

  test("are about every operation that has a REST form", () => {
    expect(Object.keys(operations).toSorted()).toEqual(methods.map(operationName).toSorted());
  });
});

describe("createRouteTable()", () => {
  const build = (own: readonly Change[]) => () => createRouteTable({ services, operations, changes: own });
  const with39 = (more: Partial<Change>) =>
    changes.map((change) => (change.since === 39 ? { ...change, ...more } : change));

  test.each([
    ["a gap", changes.slice(0, -1), "0 changes claim version 1.39"],
    ["two of one version", [...changes, changes[3] as Change], "2 changes claim version 1.3"],
    ["an operation that is none", with39({ adds: ["TraitService.Nothing"] }), "TraitService.Nothing"],
    [
      "a key that is none",
      with39({
        operations: { "AllocationService.ReplaceAllocations": { introduces: { body: ["colour"] } } },
      }),
      "colour, which is not in the contract",
    ],
    [
      "a capability that is none",
      with39({ operations: { "AllocationService.ReplaceAllocations": { capabilities: ["project_id"] } } }),
      "no capability project_id",
    ],
  ])("refuses %s", (_, own, words) => {
    expect(build(own)).toThrow(words);
  });
});
