import { always, type Flaw } from "./flaw.ts";

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;

/** Paths and methods that no operation has, and names in paths that nothing has. */
export const pathFlaws: readonly Flaw[] = [
  {
    name: "method",
    weight: 3,
    fits: always,
    spoil(draft, random) {
      draft.method = random.pick(["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD"]);
      return draft.method;
    },
  },
  {
    name: "path",
    weight: 3,
    fits: always,
    spoil(draft, random) {
      const [to, path] = random.pick(variantsOf(draft.path));
      draft.path = path;
      return to;
    },
  },
  {
    name: "uuid in path",
    weight: 4,
    fits: (draft) => uuid.test(draft.path),
    spoil(draft, random) {
      const [old = ""] = uuid.exec(draft.path) ?? [];
      const changed = random.pick(uuidVariants(old));
      draft.path = draft.path.replace(uuid, () => changed);
      return changed.length > 80 ? "very long" : changed;
    },
  },
  {
    name: "last name in path",
    weight: 2,
    fits: (draft) => draft.path.split("/").length > 2,
    spoil(draft, random) {
      const name = random.pick(strangeNames);
      draft.path = draft.path.replace(/[^/]*$/, () => name);
      return name.length > 80 ? "very long" : name;
    },
  },
];

function variantsOf(path: string): [to: string, path: string][] {
  return [
    ["trailing slash", `${path}/`],
    ["double slash", path.replace("/", "//")],
    ["one segment more", `${path}/extra`],
    ["upper case", path.toUpperCase()],
    ["last segment away", path.replace(/\/[^/]*$/, "") || "/"],
    ["escaped slash", path.replace(/(.)\//, "$1%2F")],
    ["escaped letter", path.replace(/e/, "%65")],
    ["first letter escaped", path.replace(/^\/./, (start) => `/%${start.charCodeAt(1).toString(16)}`)],
    ["bad escape", `${path}%zz`],
    ["cut escape", `${path}%4`],
    ["escaped NUL", `${path}%00`],
    ["escaped blank", `${path}%20`],
    ["bad UTF-8", `${path}%FF`],
    ["dot segment", `${path}/.`],
    ["two dots", `${path}/../traits`],
    ["parameters", `${path};a=b`],
    ["unknown", "/nothing/here"],
    ["question mark", `${path}?`],
    ["hash escaped", `${path}%23`],
  ];
}

function uuidVariants(old: string): string[] {
  return [
    old.toUpperCase(),
    old.replaceAll("-", ""),
    `{${old}}`,
    `urn:uuid:${old}`,
    old.slice(1),
    `${old}0`,
    "not-a-uuid",
    "0",
    "null",
    "00000000-0000-0000-0000-000000000000",
    "%C3%A9",
    "%E2%82%AC".repeat(5),
    "x".repeat(300),
    `${old}%0A`,
    old.replace(/^a/, "g"),
    old.replace("-", "_"),
  ];
}

const strangeNames = [
  "VCPU",
  "CUSTOM_NEVER",
  "custom_gold",
  "CUSTOM_",
  "CUSTOM_%C3%89",
  "CUSTOM_A%20B",
  "CUSTOM_A.B",
  "CUSTOM_A%22B",
  "CUSTOM_A%0A",
  "%22",
  "%5C",
  `CUSTOM_${"X".repeat(248)}`,
  `CUSTOM_${"X".repeat(249)}`,
  "inventories",
  "%FF",
  "a%2Fb",
];
