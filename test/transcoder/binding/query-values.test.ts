/** What a text in a query, or in a path, is as a value of each kind of field. */
import { describe, expect, test } from "vitest";
import { createRouter } from "../../../src/transcoder/index.ts";
import { EveryKindService } from "../gen/library/v1/every_kind_pb.ts";
import { bind, bindTo } from "../kit/bind.ts";
import { compile } from "../kit/compile.ts";

const { echo } = EveryKindService.method;
const router = createRouter([EveryKindService]);

/** A row expects the value as proto-JSON, undefined for the field's default, or the rule that is broken, after a `!`. */
type Row = readonly [field: string, text: string, expected: unknown, why: string];

function check(what: string, rows: readonly Row[]): void {
  describe(what, () => {
    test.each(rows)("%s=%s is %j: %s", (field, text, expected) => {
      const fromQuery = bind(router, `GET /v1/echo?${field}=${encodeURIComponent(text)}`);
      expect(said(fromQuery, field)).toEqual(expected);
      if (text === "" || /_list$/.test(field)) return;
      const fromPath = bindTo(compile(echo, `GET /{${field}}`), { params: [text] });
      expect(said(fromPath, field)).toEqual(expected);
    });
  });
}

function said({ message, violations }: ReturnType<typeof bind>, field: string): unknown {
  if (violations.length > 0) return violations.map((one) => `!${one.split(" ")[1]}`).join();
  return (message as Record<string, unknown>)[field];
}

check("a 32-bit integer", [
  ["int32", "2147483647", 2147483647, "the largest"],
  ["int32", "2147483648", "!int32.range", "and one more"],
  ["int32", "-2147483648", -2147483648, "the least"],
  ["int32", "-2147483649", "!int32.range", "and one less"],
  ["int32", "1e9", 1e9, "an exponent"],
  ["int32", "1.0", 1, "a point"],
  ["int32", "-0", undefined, "a zero with a sign"],
  ["int32", "1.5", "!type", "a fraction"],
  ["int32", "1e-1", "!type", "however it is written"],
  ["int32", "012", "!type", "a zero before it"],
  ["int32", "+1", "!type", "a plus"],
  ["int32", " 1", "!type", "a space"],
  ["int32", "1 ", "!type", "on either side"],
  ["int32", "", "!type", "nothing"],
  ["int32", "-", "!type", "a sign alone"],
  ["int32", "1_000", "!type", "digits apart"],
  ["int32", "0x10", "!type", "another base"],
  ["int32", "NaN", "!type", "what only floats have"],
  ["int32", "null", "!type", "a word"],
  ["int32", '"1"', "!type", "quotes"],
  ["int32", "1\u0000", "!type", "an end that others would see"],
  ["int32", "١", "!type", "digits of another script"],
  ["uint32", "4294967295", 4294967295, "the largest without a sign"],
  ["uint32", "4294967296", "!uint32.range", "and one more"],
  ["uint32", "-1", "!uint32.range", "a sign where there is none"],
  ["sint32", "-5", -5, "by any encoding"],
  ["fixed32", "4294967295", 4294967295, "without a sign"],
  ["sfixed32", "-2147483648", -2147483648, "or with one"],
  ["int32_value", "0", 0, "in a wrapper"],
  ["int32_value", "null", "!type", "which no text leaves out"],
]);

check("a 64-bit integer", [
  ["int64", "9223372036854775807", "9223372036854775807", "the largest"],
  ["int64", "9223372036854775808", "!int64.range", "and one more"],
  ["int64", "-9223372036854775808", "-9223372036854775808", "the least"],
  ["int64", "-9223372036854775809", "!int64.range", "and one less"],
  ["int64", "9007199254740993", "9007199254740993", "what no double is"],
  ["int64", "9007199254740993.0", "9007199254740993", "of any form"],
  ["int64", "1e18", "1000000000000000000", "exactly"],
  ["int64", "1.5", "!type", "a fraction"],
  ["uint64", "18446744073709551615", "18446744073709551615", "the largest without a sign"],
  ["uint64", "18446744073709551616", "!uint64.range", "and one more"],
  ["uint64", "1e400", "!uint64.range", "and far more"],
  ["uint64", "-1", "!uint64.range", "a sign where there is none"],
  ["sint64", "-1", "-1", "by any encoding"],
  ["fixed64", "1", "1", "without a sign"],
  ["sfixed64", "-1", "-1", "or with one"],
  ["int64_text", "1e3", "1000", "that is kept as a text"],
  ["uint64_value", "5", "5", "in a wrapper"],
]);

check("a floating-point number", [
  ["double", "1.7976931348623157e308", 1.7976931348623157e308, "the largest"],
  ["double", "1.8e308", "!double.range", "and more"],
  ["double", "-1e400", "!double.range", "or less"],
  ["double", "5e-324", 5e-324, "the smallest"],
  ["double", "1e-400", undefined, "and what is nothing then"],
  ["double", "-0", -0, "a zero with a sign"],
  ["double", "NaN", "NaN", "none"],
  ["double", "Infinity", "Infinity", "too many"],
  ["double", "-Infinity", "-Infinity", "of either sign"],
  ["double", "inf", "!type", "by another name"],
  ["double", "nan", "!type", "or in another case"],
  ["double", "-NaN", "!type", "none with a sign"],
  ["double", ".5", "!type", "nothing before the point"],
  ["double", "5.", "!type", "or behind it"],
  ["double", "0x1p3", "!type", "another base"],
  ["float", "3.4028234663852886e38", 3.4028234663852886e38, "the largest of 32 bits"],
  ["float", "3.5e38", "!float.range", "and more"],
  ["float", "0.1", Math.fround(0.1), "rounded"],
  ["float_value", "NaN", "NaN", "in a wrapper"],
]);

check("a truth", [
  ["bool", "true", true, "one"],
  ["bool", "false", undefined, "and the other"],
  ["bool", "TRUE", "!type", "in its own case"],
  ["bool", "1", "!type", "and no number"],
  ["bool", "t", "!type", "nor half"],
  ["bool", "", "!type", "nor nothing"],
  ["bool_value", "false", false, "in a wrapper"],
  ["optional_bool", "false", false, "that tells unset from false"],
]);

check("a text", [
  ["string", "", undefined, "nothing"],
  ["optional_string", "", "", "where that is something"],
  ["string", "\u0000", "\u0000", "what ends others"],
  ["string", "\ufeffa", "\ufeffa", "what others leave out"],
  ["string", "😀é\r\n", "😀é\r\n", "anything"],
  ["string", "a&b=c+d%", "a&b=c+d%", "what means something elsewhere"],
  ["string", "null", "null", "a word"],
  ["string_value", '"a"', '"a"', "quotes, which are a part of it"],
]);

check("bytes", [
  ["bytes", "YWJjMTIzIT8kKiYoKSctPUB+", "YWJjMTIzIT8kKiYoKSctPUB+", "one alphabet"],
  ["bytes", "YWJjMTIzIT8kKiYoKSctPUB-", "YWJjMTIzIT8kKiYoKSctPUB+", "or that of URLs"],
  ["bytes", "AQ==", "AQ==", "padding"],
  ["bytes", "AQ", "AQ==", "or none"],
  ["bytes", "AQ=", "!malformed", "but not half of it"],
  ["bytes", "AQI==", "!malformed", "nor too much"],
  ["bytes", "=", "!malformed", "nor alone"],
  ["bytes", "A", "!malformed", "half a byte"],
  ["bytes", "+_==", "!malformed", "both alphabets"],
  ["bytes", "AQ\n", "!malformed", "a line's end"],
  ["bytes_value", "", "", "in a wrapper, none"],
]);

check("an enum", [
  ["color", "COLOR_RED", "COLOR_RED", "a name"],
  ["color", "1", "COLOR_RED", "a number"],
  ["color", "-7", "COLOR_ULTRAVIOLET", "below zero"],
  ["color", "99", 99, "that nobody declared"],
  ["color", "2147483648", "!enum", "beyond all of them"],
  ["color", "1.5", "!enum", "or between"],
  ["color", "color_red", "!enum", "another case"],
  ["color", "RED", "!enum", "half a name"],
  ["color", "COLOR_RED ", "!enum", "a space"],
  ["color", "", "!enum", "nothing"],
  ["optional_color", "0", "COLOR_UNSPECIFIED", "where zero is something"],
  ["choice_null", "NULL_VALUE", null, "the enum of null"],
  ["choice_null", "0", null, "by its number"],
  ["choice_null", "null", "!enum", "whose name that is not"],
]);

check("a timestamp", [
  ["timestamp", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "the first"],
  ["timestamp", "0001-01-01T00:00:00+00:01", "!malformed", "and one before"],
  ["timestamp", "9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999999Z", "the last"],
  ["timestamp", "9999-12-31T23:59:59-00:01", "!malformed", "and one behind"],
  ["timestamp", "10000-01-01T00:00:00Z", "!malformed", "of another year"],
  ["timestamp", "1969-12-31T23:59:59.999999999Z", "1969-12-31T23:59:59.999999999Z", "before 1970"],
  ["timestamp", "2020-01-01T00:00:00+23:59", "2019-12-31T00:01:00Z", "of another zone"],
  ["timestamp", "2020-01-01T00:00:00-00:00", "2020-01-01T00:00:00Z", "or of none"],
  ["timestamp", "2020-01-01T00:00:00+24:00", "!malformed", "that there is"],
  ["timestamp", "2020-02-30T00:00:00Z", "!malformed", "on a day"],
  ["timestamp", "2020-01-01T24:00:00Z", "!malformed", "an hour"],
  ["timestamp", "2020-01-01T23:59:60Z", "!malformed", "a second that there is"],
  ["timestamp", "2020-01-01T00:00:00", "!malformed", "with its zone"],
  ["timestamp", "2020-01-01", "!malformed", "and hour"],
  ["timestamp", "2020-01-01 00:00:00Z", "!malformed", "with the letter between"],
  ["timestamp", "2020-01-01t00:00:00z", "!malformed", "in its case"],
  ["timestamp", "2020-01-01T00:00:00.Z", "!malformed", "with digits behind the point"],
  ["timestamp", "2020-01-01T00:00:00.1234567890Z", "!malformed", "nine at most"],
  ["timestamp", "1577836800", "!malformed", "and no number"],
]);

check("a duration", [
  ["duration", "315576000000s", "315576000000s", "the longest"],
  ["duration", "315576000001s", "!malformed", "and longer"],
  ["duration", "-315576000000s", "-315576000000s", "backwards"],
  ["duration", "3.000000001s", "3.000000001s", "a fraction"],
  ["duration", "-0.000000001s", "-0.000000001s", "the shortest"],
  ["duration", "1.0000000001s", "!malformed", "and shorter"],
  ["duration", "1", "!malformed", "without its unit"],
  ["duration", "1m", "!malformed", "in another"],
  ["duration", "1e3s", "!malformed", "with an exponent"],
  ["duration", ".5s", "!malformed", "with nothing before the point"],
  ["duration", "1.s", "!malformed", "or behind it"],
  ["duration", "+1s", "!malformed", "or with a plus"],
]);

check("a mask", [
  ["field_mask", "", "", "of nothing"],
  ["field_mask", "a,b.c", "a,b.c", "of fields"],
  ["field_mask", "aB.cD", "aB.cD", "by JSON names"],
  ["field_mask", "a_b.c_d", "aB.cD", "or proto names"],
  ["field_mask", "*", "*", "of everything"],
  ["field_mask", "a.*.b", "a.*.b", "of all entries"],
  ["field_mask", "a,", "!malformed", "with a gap"],
  ["field_mask", "a..b", "!malformed", "inside"],
  ["field_mask", "a b", "!malformed", "or a space"],
]);

check("lists", [
  ["int32_list", "1", [1], "of one"],
  ["int32_list", "1,2", "!type", "but not several in one"],
  ["string_list", "", [""], "of nothing"],
  ["bytes_list", "AQ", ["AQ=="], "of bytes"],
  ["color_list", "1", ["COLOR_RED"], "of enums"],
  ["int32_value_list", "0", [0], "of wrappers"],
  ["timestamp_list", "1970-01-01T00:00:00Z", ["1970-01-01T00:00:00Z"], "of times"],
  ["nested_list", "x", "!unknown_field", "but not of messages"],
  ["struct_list", "{}", "!unknown_field", "nor of what is one"],
]);
