import type { MessageInitShape } from "@bufbuild/protobuf";
import type { ListTraitsRequestSchema } from "../../gen/placement/v1/trait_service_pb.ts";
import { fault, type QueryGrammar, type QueryReading } from "./query-grammar.ts";
import { lastOfEach } from "./query-pairs.ts";

type Request = MessageInitShape<typeof ListTraitsRequestSchema>;

interface Fields {
  readonly namePrefix?: string;
  readonly names?: { names: string[] };
  readonly associated?: boolean;
}

/** The query of `GET /traits`: `name=in:A,B`, `name=startswith:PREFIX`, `associated=true`. */
export const traitsGrammar: QueryGrammar = {
  read(pairs) {
    const { name, associated } = lastOfEach(pairs);
    const names = name === undefined ? { value: {} } : readName(name);
    if ("fault" in names) return names;
    const bound = associated === undefined ? { value: {} } : readAssociated(associated);
    return "fault" in bound ? bound : { value: { ...names.value, ...bound.value } satisfies Request };
  },
};

function readName(text: string): QueryReading<Fields> {
  const colon = text.indexOf(":");
  if (colon < 0) {
    return fault(
      "Badly formatted name parameter. Expected name query string parameter in form: " +
        `?name=[in|startswith]:[name1,name2|prefix]. Got: "${text}"`,
    );
  }
  const value = text.slice(colon + 1);
  switch (text.slice(0, colon)) {
    case "in":
      return { value: { names: { names: value.split(",") } } };
    case "startswith":
      return { value: { namePrefix: value } };
    default:
      // Placement knows no other word, and does not mind one.
      return { value: {} };
  }
}

function readAssociated(text: string): QueryReading<Fields> {
  const associated = text.toLowerCase();
  if (associated !== "true" && associated !== "false") {
    return fault('The query parameter "associated" only accepts "true" or "false"');
  }
  return { value: { associated: associated === "true" } };
}
