import { create, isFieldSet, type MessageInitShape, toJson } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { createRouter } from "../../src/transcoder/index.ts";
import { type Presence, PresenceSchema, PresenceService, Size } from "./gen/library/v1/presence_pb.ts";
import { bind } from "./kit/bind.ts";

const router = createRouter([PresenceService]);
const [route] = router.routes;

describe("fields of an edition", () => {
  test("are read as set, and the others are left unset", () => {
    const bound = route!.bind({ params: ["7"], query: [], body: { plain: 0, size: 2 } });
    expect(bound.violations).toEqual([]);
    const message = bound.message as Presence;
    expect(isFieldSet(message, PresenceSchema.field.number!)).toBe(false);
    expect([message.number, message.told?.number, message.size]).toEqual([5, 7, 2]);
  });

  test("take a path's value where they have a default of their own", () => {
    expect(bind(router, "POST /v1/presence/7", '{"told":{}}').violations).toEqual([]);
    expect(bind(router, "POST /v1/presence/7", '{"told":{"number":5}}').violations).toEqual([
      "told.number path_conflict 5 [7]",
    ]);
  });

  test("refuse what a closed enum does not declare", () => {
    expect(bind(router, "POST /v1/presence/7", '{"size":3}').violations).toEqual([
      "size enum 3 [SIZE_SMALL,SIZE_LARGE]",
    ]);
  });

  test("ask for what must be there, whatever its encoding", () => {
    const { violations: missing } = route!.bind({ params: ["7"], query: [], body: { parcel: {} } });
    expect(missing).toEqual([{ field: "parcel.weight", rule: "required", message: "is required" }]);
    const { message, violations } = bind(router, "POST /v1/presence/7", '{"parcel":{"weight":0}}');
    expect([message, violations]).toEqual([{ told: { number: 7 }, parcel: { weight: 0 } }, []]);
  });

  test.each<readonly [string, MessageInitShape<typeof PresenceSchema>]>([
    ["nothing", {}],
    ["zeros", { number: 0, plain: 0, told: {} }],
    ["values", { number: 5, size: Size.LARGE, told: { plain: 1 }, parcel: { weight: 3 } }],
  ])("are written as protobuf-es does: %s", (_what, shape) => {
    const message = create(PresenceSchema, shape);
    const expected = toJson(PresenceSchema, message, { useProtoFieldName: true, alwaysEmitImplicit: true });
    expect(route!.toJson(message)).toEqual(expected);
    expect(route!.toJson(shape)).toEqual(expected);
    expect(route!.toJsonText(message)).toBe(JSON.stringify(expected));
  });
});
