import { type Draw, type Operation, someClasses, someProvider, someTraits } from "../operation.ts";
import { memberOf, requiredTraits, resources } from "./query-values.ts";

type Query = [key: string, value: string][];

/** The search for providers that could serve a request together. */
export const candidateOperations: readonly Operation[] = [
  {
    name: "GET /allocation_candidates",
    since: 10,
    weight: 14,
    sketch: (draw) => ({ path: "/allocation_candidates", query: candidateQuery(draw) }),
  },
];

function candidateQuery(draw: Draw): Query {
  const { random, version } = draw;
  const suffixes = version < 25 ? [] : random.some(suffixesAt(version), 0, random.chance(0.15) ? 3 : 2);
  const unsuffixed = suffixes.length === 0 || random.chance(0.5);
  const groups = [...(unsuffixed ? [""] : []), ...suffixes];
  const query = groups.flatMap((suffix) => group(draw, suffix));
  if (suffixes.length > 1 || (suffixes.length === 1 && random.chance(0.2))) {
    if (random.chance(0.96)) query.push(["group_policy", random.pick(["none", "isolate"])]);
  }
  if (version >= 16 && random.chance(0.15)) query.push(["limit", String(random.integer(1, 5))]);
  if (version >= 35 && random.chance(0.15)) query.push(...rootRequired(draw));
  if (version >= 36 && suffixes.length > 0 && random.chance(0.3)) query.push(...sameSubtree(draw, suffixes));
  return query;
}

function suffixesAt(version: number): string[] {
  return version < 33 ? ["1", "2", "3"] : ["1", "_NET", "disk-0", "2"];
}

function group(draw: Draw, suffix: string): Query {
  const { random, version } = draw;
  const query: Query = [[`resources${suffix}`, resources(draw, someClasses(draw, 1, suffix === "" ? 3 : 2))]];
  if (version >= 17 && random.chance(0.25)) {
    query.push(...requiredTraits(draw, `required${suffix}`, someTraits(draw, 1, 2)));
  }
  if (version >= 21 && random.chance(0.15)) query.push(...memberOf(draw, `member_of${suffix}`));
  if (version >= 31 && random.chance(0.15)) query.push([`in_tree${suffix}`, someProvider(draw)]);
  return query;
}

function rootRequired(draw: Draw): Query {
  const traits = someTraits(draw, 1, 2).map((trait) => (draw.random.chance(0.3) ? `!${trait}` : trait));
  return [["root_required", traits.join(",")]];
}

/** Sometimes with a group that asks for no resources, which only `same_subtree` allows. */
function sameSubtree(draw: Draw, suffixes: readonly string[]): Query {
  const { random } = draw;
  if (random.chance(0.6)) return [["same_subtree", suffixes.join(",")]];
  const required = requiredTraits(draw, "required_ROOT", someTraits(draw, 1, 1));
  return [...required, ["same_subtree", ["_ROOT", ...suffixes].join(",")]];
}
