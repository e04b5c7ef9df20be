import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseTemplate, printTemplate, TemplateError } from "../../../src/transcoder/index.ts";
import { templates } from "../kit/arbitrary-template.ts";

/** A template in one line: its segments, its variables as spans of them, its verb. */
function summary(text: string): string {
  const { segments, variables, verb } = parseTemplate(text);
  const symbols = { one: "*", rest: "**" };
  const path = segments
    .map((one) => (one.kind === "literal" ? `"${one.text}"` : symbols[one.kind]))
    .join(" ");
  const spans = variables.map(({ fieldPath, start, end }) => ` ${fieldPath}=${start}..${end}`).join("");
  return `${path}${spans}${verb === undefined ? "" : ` :${verb}`}`;
}

function check(rows: readonly (readonly [template: string, parsed: string, why: string])[]): void {
  for (const [template, parsed, why] of rows) {
    test(`${template}: ${why}`, () => expect(summary(template)).toBe(parsed));
  }
}

function refuses(rows: readonly (readonly [template: string, reason: RegExp, why: string])[]): void {
  for (const [template, reason, why] of rows) {
    test(`${template || "(empty)"}: ${why}`, () => {
      expect(() => parseTemplate(template)).toThrow(TemplateError);
      expect(() => parseTemplate(template)).toThrow(reason);
    });
  }
}

describe("parseTemplate()", () => {
  check([
    ["/", "", "the root has no segments"],
    ["/v1", '"v1"', "one literal"],
    ["/v1/shelves", '"v1" "shelves"', "two literals"],
    ["/v1/*", '"v1" *', "any one segment"],
    ["/v1/**", '"v1" **', "all that is left"],
    ["/**", "**", "all there is"],
    ["/{shelf}", "* shelf=0..1", "a variable without a template is one segment"],
    ["/{shelf=*}", "* shelf=0..1", "and the same with one"],
    ["/{a.b.c}", "* a.b.c=0..1", "a field inside of a message"],
    ["/{_a1.B_2}", "* _a1.B_2=0..1", "names have letters, digits and underscores"],
    ["/{name=shelves/*/books/*}", '"shelves" * "books" * name=0..4', "a variable of several segments"],
    ["/v1/{path=**}", '"v1" ** path=1..2', "a variable of all that is left"],
    ["/v1/{a=x/**}:go", '"v1" "x" ** a=1..3 :go', "a verb may follow it"],
    ["/v1/{a=x}/{b}", '"v1" "x" * a=1..2 b=2..3', "a variable that can only be one text"],
    ["/v1/{a}:undelete", '"v1" * a=1..2 :undelete', "a verb is after the last colon"],
    ["/v1:go", '"v1" :go', "a verb of a literal"],
    ["/a%20b/%2F", '"a b" "/"', "literals are percent-decoded"],
    ["/a%3Ab:c%3Ad", '"a:b" :c:d', "an escaped colon is no verb's"],
    ["/%2A", '"*"', "an escaped star is no wildcard"],
    ["/a.b-c~d_e!$&'()+,;=@", `"a.b-c~d_e!$&'()+,;=@"`, "what paths may have unescaped"],
    ["/{a=b=c}", '"b=c" a=0..1', "only the first equals sign means something"],
    ["/.", '"."', "a dot is a text like others"],
  ]);
});

describe("parseTemplate() refuses", () => {
  refuses([
    ["", /expected "\/" at position 0/, "a template begins with a slash"],
    ["v1", /expected "\/" at position 0/, "a template begins with a slash"],
    ["//", /expected a literal/, "no segment is empty"],
    ["/v1/", /expected a literal/, "not the last either"],
    ["/v1//x", /expected a literal/, "nor one between"],
    ["/{}", /expected a field name/, "a variable has a name"],
    ["/{a", /expected "}"/, "and an end"],
    ["/{a.}", /expected a field name/, "a field path has no empty step"],
    ["/{.a}", /expected a field name/, "nor at its begin"],
    ["/{a=}", /expected a literal/, "a variable's template is not empty"],
    ["/{a=/b}", /expected a literal/, "variables don't have the slash before them"],
    ["/{a=b/}", /expected a literal/, "nor one at their end"],
    ["/{a={b}}", /can.t be nested/, "variables are not nested"],
    ["/{a=b:c}", /expected "}"/, "a verb is outside of variables"],
    ["/a{b}", /expected "\/", ":" or the end/, "a variable is a whole segment"],
    ["/{b}a", /expected "\/", ":" or the end/, "a variable is a whole segment"],
    ["/a*", /expected "\/", ":" or the end/, "a wildcard is a whole segment"],
    ["/*a", /expected "\/", ":" or the end/, "a wildcard is a whole segment"],
    ["/***", /expected "\/", ":" or the end/, "there is no longer wildcard"],
    ["/**/a", /nothing but a verb may follow/, "what follows ** could be in it"],
    ["/{a=**}/{b}", /nothing but a verb may follow/, "also in a variable"],
    ["/{a=**/b}", /nothing but a verb may follow/, "also within one"],
    ["/**/**", /nothing but a verb may follow/, "not even itself"],
    [":go", /expected "\/"/, "a verb needs a path"],
    ["/:go", /expected a literal/, "and a segment"],
    ["/a:", /expected a literal/, "a verb is not empty"],
    ["/a:b:c", /expected "\/", ":" or the end/, "there is one verb"],
    ["/a:b/c", /expected "\/", ":" or the end/, "which is the end"],
    ["/a:*", /expected a literal/, "a verb is a literal"],
    ["/a b", /expected "\/", ":" or the end/, "spaces must be escaped"],
    ["/é", /expected a literal, percent-encoded/, "so must be what isn't ASCII"],
    ["/a?b", /expected "\/", ":" or the end/, "templates have no query"],
    ["/%zz", /expected a literal/, "a percent sign begins an escape"],
    ["/%ff", /not UTF-8/, "of UTF-8"],
  ]);
});

describe("printTemplate()", () => {
  test.each([
    ["/{shelf=*}", "/{shelf}"],
    ["/v1/{name=shelves/*}/x:go", "/v1/{name=shelves/*}/x:go"],
    ["/a%3ab/%2a/{x}/**", "/a%3Ab/%2A/{x}/**"],
    ["/", "/"],
  ])("prints %s as %s", (template, printed) => {
    expect(printTemplate(parseTemplate(template))).toBe(printed);
  });

  test("prints what parses back to the same", () => {
    fc.assert(
      fc.property(templates, (template) => {
        expect(parseTemplate(printTemplate(template))).toEqual(template);
      }),
      { numRuns: 500 },
    );
  });
});

describe("parseTemplate() with any text", () => {
  test("parses it or throws TemplateError", () => {
    const texts = fc.string({ unit: fc.constantFrom(...Array.from("/{}=*.:%a2F é\u0000")) });
    fc.assert(
      fc.property(texts, (text) => {
        try {
          parseTemplate(`/${text}`);
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
