import { create, type DescMessage, fromBinary, toBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ListInventoriesResponseSchema } from "../../../src/gen/placement/v1/inventory_service_pb.ts";
import { frameOf } from "../../../src/server/grpc/frame.ts";
import { compileMessageWriter } from "../../../src/server/grpc/message-writer.ts";
import { contractServices } from "../../kit/contract-services.ts";
import { EveryKindSchema } from "../../transcoder/gen/library/v1/every_kind_pb.ts";
import { LibraryService } from "../../transcoder/gen/library/v1/library_pb.ts";
import { initShapes } from "../../transcoder/kit/arbitrary-message.ts";

const services = [...contractServices, LibraryService];
const types = services.flatMap(({ methods }) => methods.flatMap(({ input, output }) => [input, output]));
const rows = [...new Set<DescMessage>([...types, EveryKindSchema])].map(
  (desc) => [desc.typeName, desc] as const,
);

function written(desc: DescMessage, message: object): Buffer {
  const write = compileMessageWriter(desc);
  return frameOf((writer) => write(writer, message)).subarray(5);
}

describe("a compiled writer writes what protobuf-es does, of init shapes and of messages", () => {
  test.each(rows)("%s", (_name, desc) => {
    fc.assert(
      fc.property(initShapes(desc), (shape) => {
        const message = create(desc, shape);
        const expected = Buffer.from(toBinary(desc, message));
        expect(written(desc, shape)).toEqual(expected);
        expect(written(desc, message)).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });
});

const inventory = { total: 1, reserved: -1, minUnit: 0, maxUnit: 2 ** 31 - 1, allocationRatio: -0 };

test.each([
  ["nothing", {}],
  ["unset values", { inventories: null, resourceProviderGeneration: undefined }],
  ["names that objects have anyway", { inventories: JSON.parse('{"__proto__": {}, "": {}, "1": {}}') }],
  ["long texts, and texts that are no UTF-16", { inventories: { ["é".repeat(100)]: {}, "\ud800": {} } }],
  ["values at their bounds", { inventories: { VCPU: inventory }, resourceProviderGeneration: -(2 ** 31) }],
])("writes as protobuf-es does: %s", (_what, shape) => {
  const schema = ListInventoriesResponseSchema;
  const expected = Buffer.from(toBinary(schema, create(schema, shape as object)));
  expect(written(schema, shape)).toEqual(expected);
});

test("passes on what a newer contract has", () => {
  const schema = ListInventoriesResponseSchema;
  const newer = Buffer.concat([
    toBinary(schema, create(schema, { inventories: { VCPU: inventory } })),
    Buffer.from([0xf8, 0x07, 1]),
  ]);
  expect(written(schema, fromBinary(schema, newer))).toEqual(newer);
});

test("refuses numbers that the field can't hold", () => {
  const shape = { resourceProviderGeneration: 2 ** 31 };
  expect(() => written(ListInventoriesResponseSchema, shape)).toThrow("int32");
  expect(() => written(ListInventoriesResponseSchema, { inventories: { VCPU: { total: 1.5 } } })).toThrow(
    "int32",
  );
});
