import { versionBounds } from "./version.ts";

/** What clients find at the root before they know anything else. Its link is empty, as in Placement. */
export const rootDocument = JSON.stringify({
  versions: [{ id: "v1.0", ...versionBounds, status: "CURRENT", links: [{ rel: "self", href: "" }] }],
});
