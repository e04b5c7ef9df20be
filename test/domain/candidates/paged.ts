import type { ProviderRow } from "../../../src/domain/candidates/build-forest.ts";
import { SHARING_TRAIT } from "../../../src/domain/candidates/forest.ts";

/** The rows of a forest of some trees, and the roots of those that are there only because somebody shares. */
interface Page {
  readonly rows: readonly ProviderRow[];
  readonly guestRoots: ReadonlySet<string>;
}

/** The forests of some trees each, with the trees of all that share with them. */
export function paged(rows: readonly ProviderRow[], treesMax: number): Page[] {
  const roots = rows.filter((row) => row.uuid === row.rootUuid).map((row) => row.uuid);
  const pages = Array.from({ length: Math.ceil(roots.length / treesMax) }, (_, page) =>
    roots.slice(page * treesMax, (page + 1) * treesMax),
  );
  return pages.map((anchors) => {
    const used = rows.filter((row) => anchors.includes(row.rootUuid)).flatMap((row) => row.aggregates);
    const sharing = rows.filter(
      (row) => row.traits.includes(SHARING_TRAIT) && row.aggregates.some((one) => used.includes(one)),
    );
    const guestRoots = new Set(sharing.map((row) => row.rootUuid).filter((root) => !anchors.includes(root)));
    const trees = new Set([...anchors, ...guestRoots]);
    return { rows: rows.filter((row) => trees.has(row.rootUuid)), guestRoots };
  });
}
