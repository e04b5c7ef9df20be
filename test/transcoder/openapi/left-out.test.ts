import type { JsonObject } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { EveryKindService } from "../gen/library/v1/every_kind_pb.ts";
import { LibraryService } from "../gen/library/v1/library_pb.ts";
import { PresenceService } from "../gen/library/v1/presence_pb.ts";
import { at, documentOf } from "../kit/library-document.ts";

const document = documentOf([LibraryService, EveryKindService, PresenceService]);

describe("what is served, and not described", () => {
  test("are HEAD, OPTIONS and 405, which are of HTTP", () => {
    const items = Object.values(document.paths as JsonObject) as JsonObject[];
    expect(items.length).toBeGreaterThan(10);
    for (const item of items) {
      expect(Object.keys(item)).not.toContain("head");
      expect(Object.keys(item)).not.toContain("options");
      for (const operation of Object.values(item) as JsonObject[]) {
        expect(Object.keys((operation.responses ?? {}) as JsonObject)).not.toContain("405");
      }
    }
  });

  test("are other ways to say the same", () => {
    const kind = at(document, "components", "schemas", "EveryKind-input", "properties");
    expect(kind.int32).toMatchObject({ type: "integer" });
    expect(kind).toHaveProperty("optional_int32");
    expect(kind).not.toHaveProperty("optionalInt32");
    expect(at(document, "components", "schemas", "Size")).toMatchObject({
      type: "string",
      enum: ["SIZE_SMALL", "SIZE_LARGE"],
    });
  });
});
