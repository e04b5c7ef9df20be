import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeFrame, parseFrame } from "../../../src/server/grpc/frame.ts";

describe("parseFrame()", () => {
  test("gives back what encodeFrame() was given", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (payload) => {
        expect(parseFrame(encodeFrame(payload))).toStrictEqual({
          payload: Buffer.from(payload),
          compressed: false,
        });
      }),
    );
  });

  test("throws on no input at all", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
        const frame = parseFrame(Buffer.from(bytes));
        expect("problem" in frame || frame.payload.length === bytes.length - 5).toBe(true);
      }),
    );
  });
});
