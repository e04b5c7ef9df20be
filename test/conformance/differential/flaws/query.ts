import type { Random } from "../random.ts";
import { render } from "../render.ts";
import type { Draft } from "../request.ts";
import { always, type Flaw } from "./flaw.ts";

/** Query strings with unknown keys, repeated keys, and values of no form. */
export const queryFlaws: readonly Flaw[] = [
  {
    name: "unknown query key",
    weight: 2,
    fits: always,
    spoil(draft, random) {
      const key = random.pick(unknownKeys);
      draft.query.splice(random.integer(0, draft.query.length), 0, [key, random.pick(strangeValues)]);
      return key;
    },
  },
  {
    name: "repeated query key",
    weight: 1,
    fits: hasQuery,
    spoil(draft, random) {
      const [key, value] = random.pick(draft.query);
      draft.query.push([key, random.chance(0.5) ? value : random.pick(strangeValues)]);
      return key;
    },
  },
  {
    name: "query key away",
    weight: 1,
    fits: hasQuery,
    spoil(draft, random) {
      const [gone] = draft.query.splice(random.integer(0, draft.query.length - 1), 1);
      return gone?.[0];
    },
  },
  {
    name: "query key renamed",
    weight: 1,
    fits: hasQuery,
    spoil(draft, random) {
      const item = random.pick(draft.query);
      item[0] = random.pick(renamings(item[0]));
      return item[0].length > 80 ? "very long" : item[0];
    },
  },
  {
    name: "query value",
    weight: 6,
    fits: hasQuery,
    spoil(draft, random) {
      const item = random.pick(draft.query);
      item[1] = changedValue(item[1], random);
      return `${item[0]}=${item[1].slice(0, 60)}`;
    },
  },
  {
    name: "raw query",
    weight: 1,
    fits: always,
    spoil(draft, random) {
      const [, query = ""] = render(draft).target.split("?");
      draft.rawQuery = random.pick(rawVariants(query));
      return draft.rawQuery.slice(-40);
    },
  },
];

function hasQuery(draft: Draft): boolean {
  return draft.query.length > 0;
}

const unknownKeys = [
  "bogus",
  "name",
  "uuid",
  "required",
  "resources",
  "limit",
  "member_of",
  "in_tree",
  "group_policy",
];

const strangeValues = ["", "x", "0", "-1", "VCPU:1", "in:", "!", "true", "é", " "];

function changedValue(value: string, random: Random): string {
  return random.pick([
    "",
    " ",
    `${value},`,
    `,${value}`,
    `in:${value}`,
    `!${value}`,
    `!in:${value}`,
    `!!${value}`,
    `in:!${value}`,
    "in:",
    `${value},${value}`,
    value.toLowerCase(),
    ` ${value} `,
    value.replaceAll("-", ""),
    value.replace(/:\d+/, ":0"),
    value.replace(/:\d+/, ":-1"),
    value.replace(/:\d+/, ":1.5"),
    value.replace(/:\d+/, ":x"),
    value.replace(/:\d+/, ":99999999999"),
    value.replace(/:\d+/, ": 2"),
    value.replace(/:\d+/, ":+2"),
    value.replace(/:\d+/, ":1_0"),
    value.replace(/:\d+/, ":"),
    value.replace(/:\d+/, ""),
    value.replace(":", "::"),
    value.replace(":", "="),
    value.replace(/[A-Z]+/, "NO_SUCH"),
    "0",
    "-1",
    "01",
    "1e3",
    "99999999999999999999",
    "x".repeat(300),
    "é",
    "a\u0000b",
    "startswith:",
    "startswith:_U",
    "startswith:%",
    "none",
    "Isolate",
    "deadbeef",
    "null",
    "{}",
  ]);
}

function renamings(key: string): string[] {
  return [
    key.toUpperCase(),
    `${key}0`,
    `${key}1`,
    `${key}_X`,
    `${key} `,
    `${key}[]`,
    `${key}é`,
    `${key}${"z".repeat(65)}`,
  ];
}

function rawVariants(query: string): string[] {
  return [
    `${query}&`,
    `&${query}`,
    `${query}&bogus`,
    `${query}&=x`,
    `${query}%zz`,
    `${query}%FF`,
    `${query}&name=%FF`,
    `${query}+`,
    query.replaceAll("&", ";"),
    query.replaceAll("=", "%3D"),
    encodeURIComponent(query),
    `${query}?`,
    query.replaceAll(":", "%3A").replaceAll(",", "%2C"),
    `${query}#fragment`,
  ];
}
