import fc from "fast-check";
import type { PathTemplate } from "../../../src/transcoder/index.ts";

type Segment = PathTemplate["segments"][number];

const texts = fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 });
const literals = texts.map((text): Segment => ({ kind: "literal", text }));
const ones = fc.constant<Segment>({ kind: "one" });
const identifiers = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,5}$/);
const fieldPaths = fc.array(identifiers, { minLength: 1, maxLength: 3 }).map((names) => names.join("."));

interface Part {
  readonly segments: Segment[];
  readonly fieldPath: string | undefined;
}

const parts: fc.Arbitrary<Part> = fc.oneof(
  fc.record({
    segments: fc.oneof(literals, ones).map((one) => [one]),
    fieldPath: fc.constant(undefined),
  }),
  fc.record({
    segments: fc.array(fc.oneof(literals, ones), { minLength: 1, maxLength: 3 }),
    fieldPath: fieldPaths,
  }),
);

const ends: fc.Arbitrary<Part[]> = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Part[]>([]) },
  {
    weight: 1,
    arbitrary: fc
      .record({ inVariable: fc.boolean(), fieldPath: fieldPaths })
      .map(({ inVariable, fieldPath }) => {
        const segments: Segment[] = [{ kind: "rest" }];
        return [{ segments, fieldPath: inVariable ? fieldPath : undefined }];
      }),
  },
);

/** Any path template, in the form in which it is parsed. */
export const templates: fc.Arbitrary<PathTemplate> = fc
  .tuple(fc.array(parts, { minLength: 1, maxLength: 5 }), ends, fc.option(texts, { nil: undefined }))
  .map(([head, end, verb]) => {
    const segments: Segment[] = [];
    const variables: PathTemplate["variables"][number][] = [];
    for (const part of [...head, ...end]) {
      const start = segments.length;
      segments.push(...part.segments);
      if (part.fieldPath !== undefined) {
        variables.push({ fieldPath: part.fieldPath, start, end: segments.length });
      }
    }
    return { segments, variables, verb };
  });
