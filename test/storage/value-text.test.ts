import fc from "fast-check";
import type { Pool } from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { valueText } from "../../src/storage/value-text.ts";
import { poolOf } from "../kit/explain.ts";
import { useStorage } from "../kit/storage.ts";

const storage = useStorage();
let pool: Pool;
beforeAll(async () => {
  pool = await poolOf(storage.current.orm);
});

/** What PostgreSQL reads from a value's text as one of a type. */
async function roundTrip(type: string, value: unknown): Promise<unknown> {
  const { rows } = await pool.query(`select $1::${type} as value`, [valueText(value)]);
  return rows[0].value;
}

// What PostgreSQL can keep: any character but NUL, and no half of one.
const text = fc
  .oneof(
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: fc.constantFrom('"', "\\", ",", "{", "}", " ", "\n", "'", "N", "U", "L", "é") }),
    fc.constantFrom("", "NULL", "null", "{}"),
  )
  .filter((value) => !value.includes("\0") && value.isWellFormed());
const int = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const float = fc.double().map((value) => (Object.is(value, -0) ? 0 : value));

const types: Record<string, fc.Arbitrary<unknown>> = {
  varchar: text,
  int,
  float8: float,
  boolean: fc.boolean(),
  uuid: fc.uuid(),
};

describe.each(Object.entries(types))("values of the type %s", (type, arbitrary) => {
  const orNull = fc.option(arbitrary);

  test.each([
    { what: "come back as they were", of: type, values: orNull },
    { what: "come back from arrays", of: `${type}[]`, values: fc.array(orNull, { maxLength: 6 }) },
  ])("$what", async ({ of, values }) => {
    const comesBack = fc.asyncProperty(values as fc.Arbitrary<unknown>, async (value) => {
      expect(await roundTrip(of, value)).toEqual(value);
    });
    await fc.assert(comesBack);
  });
});

test("arrays of arrays come back", async () => {
  const rows = [
    ["a", null],
    ["", 'b"\\,{}'],
  ];
  expect(await roundTrip("text[]", rows)).toEqual(rows);
});

test("what is missing is null", () => {
  expect([undefined, null, [undefined, null]].map(valueText)).toEqual([null, null, "{NULL,NULL}"]);
});

test.each([{ value: {} }, { value: new Date(0) }, { value: [Buffer.from("a")] }, { value: Symbol("a") }])(
  "what has no text of its own is refused",
  ({ value }) => {
    expect(() => valueText(value)).toThrow(TypeError);
  },
);
