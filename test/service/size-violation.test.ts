import { create, type DescField, type DescMessage, getOption } from "@bufbuild/protobuf";
import { ListValueSchema, StructSchema } from "@bufbuild/protobuf/wkt";
import { describe, expect, test } from "vitest";
import { field as fieldRules } from "../../src/gen/buf/validate/validate_pb.ts";
import { CandidateService } from "../../src/gen/placement/v1/candidate_service_pb.ts";
import { ReshaperService } from "../../src/gen/placement/v1/reshaper_service_pb.ts";
import { TraitService } from "../../src/gen/placement/v1/trait_service_pb.ts";
import { shapeViolations } from "../../src/service/shape-violations.ts";
import { sizeViolation } from "../../src/service/size-violation.ts";
import { contractServices } from "../kit/contract-services.ts";

const many = (count: number) => Array.from({ length: count }, (_, i) => `T${i}`);
const mapOf = <T>(count: number, value: T) => Object.fromEntries(many(count).map((key) => [key, value]));

const traits = TraitService.method.replaceResourceProviderTraits.input;
const reshape = ReshaperService.method.reshape.input;

describe("sizeViolation()", () => {
  test("lets pass what is as large as may be", () => {
    expect(sizeViolation(traits, create(traits, { traits: many(10_000) }))).toBeUndefined();
    const inventories = { u: { inventories: mapOf(1000, { total: 1 }) } };
    expect(sizeViolation(reshape, create(reshape, { inventories }))).toBeUndefined();
  });

  test("names a list, the rule and the bound", () => {
    expect(sizeViolation(traits, create(traits, { traits: many(10_001) }))).toStrictEqual({
      field: "traits",
      rule: "repeated.max_items",
      message: "must have at most 10000 items, not 10001",
      limit: 10_000,
    });
  });

  test("names a map within a map by its key", () => {
    const inventories = { small: { inventories: {} }, 'la"rge': { inventories: mapOf(1001, { total: 1 }) } };
    const violation = sizeViolation(reshape, create(reshape, { inventories }));
    expect(violation).toMatchObject({ field: 'inventories["la\\"rge"].inventories', rule: "map.max_pairs" });
  });

  test("finds members of oneofs and lists of messages", () => {
    const list = TraitService.method.listTraits.input;
    expect(sizeViolation(list, create(list, { names: { names: many(10_001) } }))?.field).toBe("names.names");
    const candidates = CandidateService.method.listAllocationCandidates.input;
    const groups = [{}, { memberOf: [{ anyOf: many(1001) }] }];
    const violation = sizeViolation(candidates, create(candidates, { groups }));
    expect(violation?.field).toBe("groups[1].member_of[0].any_of");
  });
});

test("a million items are refused before each is looked at", () => {
  const begun = performance.now();
  const violations = shapeViolations(traits, create(traits, { traits: many(1_000_000) }));
  expect(violations.map(({ rule }) => rule)).toStrictEqual(["repeated.max_items"]);
  expect(performance.now() - begun).toBeLessThan(2000);
});

test("every list and map that a request has says how much it may hold", () => {
  const unbounded: string[] = [];
  const seen = new Set<DescMessage>([ListValueSchema, StructSchema]);
  const look = (message: DescMessage) => {
    if (seen.has(message)) return;
    seen.add(message);
    for (const field of message.fields) {
      if (isUnbounded(field)) unbounded.push(`${message.typeName}.${field.name}`);
      if (field.message !== undefined) look(field.message);
    }
  };
  for (const { methods } of contractServices) for (const { input } of methods) look(input);
  expect(seen.size).toBeGreaterThan(20);
  expect(unbounded).toStrictEqual([]);
});

function isUnbounded(field: DescField): boolean {
  const { type } = getOption(field, fieldRules);
  if (field.fieldKind === "list") return type.case !== "repeated" || type.value.maxItems === 0n;
  return field.fieldKind === "map" && (type.case !== "map" || type.value.maxPairs === 0n);
}
