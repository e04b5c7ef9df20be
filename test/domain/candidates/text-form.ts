import type { ProviderRow } from "../../../src/domain/candidates/build-forest.ts";
import type { Candidate, CandidateResource } from "../../../src/domain/candidates/candidate.ts";
import { SHARING_TRAIT } from "../../../src/domain/candidates/forest.ts";
import type { CandidateRequest, RequestGroup } from "../../../src/domain/candidates/request.ts";
import type { StoredInventory } from "../../../src/domain/inventory.ts";

/**
 * Reads a forest, one provider a line, children indented below their parents:
 *
 *     CN1 MEM:1024 @a
 *       NUMA1 VCPU:4/3,max=2,min=1,step=1,ratio=1,reserved=0 +HW_NUMA
 *     SS1 DISK:1000 @a +SHARES
 *
 * `VCPU:4/3` is a total of 4 of which 3 are used, `+` a trait (`+SHARES` the one that makes it share), `@` an
 * aggregate. A provider's name is its uuid.
 */
export function forestOf(text: string): ProviderRow[] {
  const above: { indent: number; row: ProviderRow }[] = [];
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const indent = line.search(/\S/);
      while ((above.at(-1)?.indent ?? -1) >= indent) {
        above.pop();
      }
      const [uuid = "", ...words] = line.trim().split(/\s+/);
      const row = {
        uuid,
        generation: 0,
        parentUuid: above.at(-1)?.row.uuid,
        rootUuid: above[0]?.row.uuid ?? uuid,
        traits: wordsWith("+", words).map(traitOf),
        aggregates: wordsWith("@", words),
        inventories: words.filter((word) => word.includes(":")).map(inventoryOf),
      };
      above.push({ indent, row });
      return row;
    });
}

function traitOf(word: string): string {
  return word === "SHARES" ? SHARING_TRAIT : word;
}

function wordsWith(sign: string, words: readonly string[]): string[] {
  return words.filter((word) => word.startsWith(sign)).map((word) => word.slice(1));
}

function inventoryOf(word: string): StoredInventory {
  const [amounts = "", ...settings] = word.split(",");
  const [resourceClass = "", numbers = ""] = amounts.split(":");
  const [total = 0, used = 0] = numbers.split("/").map(Number);
  const said = new Map(settings.map((setting) => setting.split("=") as [string, string]));
  const read = (name: string, otherwise: number) => Number(said.get(name) ?? otherwise);
  return {
    resourceClass,
    total,
    used,
    reserved: read("reserved", 0),
    minUnit: read("min", 1),
    maxUnit: read("max", 2_147_483_647),
    stepSize: read("step", 1),
    allocationRatio: read("ratio", 1),
  };
}

/**
 * Reads a request, in the words of Placement's own query, with blanks for `&`:
 *
 *     resources=VCPU:1,DISK:10 required=T,!U required=in:V,W resources_X=VF:1 member_of_X=in:a,b in_tree_X=CN1
 *     group_policy=isolate limit=5 root_required=T same_subtree=_X,_Y one_provider_per_tree
 */
export function requestOf(text: string): CandidateRequest {
  const groups = new Map<string, Draft>();
  const wide = { groupPolicy: "none", sameSubtrees: [], oneProviderPerTree: false } as WideDraft;
  for (const [key, value] of text.split(/\s+/).map((word) => splitOnce(word))) {
    if (!readWide(wide, key, value)) {
      const [, kind = "", suffix = ""] = /^(resources|required|member_of|in_tree)(.*)$/.exec(key) ?? [];
      const draft = groups.get(suffix) ?? newDraft(suffix);
      groups.set(suffix, draft);
      readGroup(draft, kind, value);
    }
  }
  return { ...wide, groups: [...groups.values()] };
}

type Draft = { -readonly [K in keyof RequestGroup]: RequestGroup[K] };
type WideDraft = { -readonly [K in keyof Omit<CandidateRequest, "groups">]: CandidateRequest[K] };

function newDraft(suffix: string): Draft {
  return {
    suffix,
    resources: new Map(),
    requiredTraits: [],
    forbiddenTraits: [],
    memberOf: [],
    forbiddenAggregates: [],
  };
}

function readWide(wide: WideDraft, key: string, value: string): boolean {
  const readers: Record<string, () => void> = {
    group_policy: () => {
      wide.groupPolicy = value as "none" | "isolate";
    },
    limit: () => {
      wide.limit = Number(value);
    },
    root_required: () => {
      wide.root = traitsOf(value);
    },
    same_subtree: () => {
      wide.sameSubtrees = [...wide.sameSubtrees, value.split(",")];
    },
    one_provider_per_tree: () => {
      wide.oneProviderPerTree = true;
    },
  };
  readers[key]?.();
  return key in readers;
}

function readGroup(draft: Draft, kind: string, value: string): void {
  if (kind === "resources") {
    draft.resources = new Map(
      value.split(",").map((pair) => [pair.split(":")[0]!, Number(pair.split(":")[1])]),
    );
  } else if (kind === "required") {
    const { requiredTraits, forbiddenTraits } = traitsOf(value);
    draft.requiredTraits = [...draft.requiredTraits, ...requiredTraits];
    draft.forbiddenTraits = [...draft.forbiddenTraits, ...forbiddenTraits];
  } else if (kind === "member_of" && value.startsWith("!")) {
    draft.forbiddenAggregates = [...draft.forbiddenAggregates, ...anyOf(value.slice(1))];
  } else if (kind === "member_of") {
    draft.memberOf = [...draft.memberOf, anyOf(value)];
  } else {
    draft.inTree = value;
  }
}

function traitsOf(value: string): { requiredTraits: string[][]; forbiddenTraits: string[] } {
  if (value.startsWith("in:")) {
    return { requiredTraits: [anyOf(value).map(traitOf)], forbiddenTraits: [] };
  }
  const names = value.split(",");
  return {
    requiredTraits: names.filter((name) => !name.startsWith("!")).map((name) => [traitOf(name)]),
    forbiddenTraits: names.filter((name) => name.startsWith("!")).map((name) => traitOf(name.slice(1))),
  };
}

function anyOf(value: string): string[] {
  return (value.startsWith("in:") ? value.slice(3) : value).split(",");
}

function splitOnce(word: string): [string, string] {
  const at = word.indexOf("=");
  return at === -1 ? [word, ""] : [word.slice(0, at), word.slice(at + 1)];
}

/** Prints what a candidate allocates: `CN1 VCPU:1 MEM:512 + SS1 DISK:10`, in alphabetical order. */
export function printAllocations(candidate: Candidate): string {
  return candidate.allocations
    .map(({ providerUuid, resources }) => [providerUuid, ...resources.map(printResource).sort()].join(" "))
    .sort()
    .join(" + ");
}

/** Prints which providers serve which group: `''=CN1,SS1 _X=CN1`, in alphabetical order. */
export function printMappings(candidate: Candidate): string {
  return candidate.mappings
    .map(({ suffix, providerUuids }) => `${suffix || "''"}=${[...providerUuids].sort().join(",")}`)
    .sort()
    .join(" ");
}

/** Prints all of a candidate, so that two print the same if and only if they are the same. */
export function printCandidate(candidate: Candidate): string {
  return `${printAllocations(candidate)} [${printMappings(candidate)}]`;
}

function printResource({ resourceClass, amount }: CandidateResource): string {
  return `${resourceClass}:${amount}`;
}
