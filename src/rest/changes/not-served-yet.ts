import type { Change } from "../change.ts";

/**
 * Versions that changed only what the contract does not have yet: listed, so that the history is whole and every
 * version that a client may ask for is known. Each gets a file of its own with what it changed.
 */
export const notServedYet: readonly Change[] = [
  { since: 3, summary: "Resource providers can be listed by the aggregates that they are in (member_of)." },
  { since: 4, summary: "Resource providers can be listed by what they could still provide (resources)." },
  { since: 10, summary: "Allocation candidates: which resource providers could serve a request together." },
  { since: 16, summary: "The number of allocation candidates can be limited." },
  { since: 17, summary: "Allocation candidates can be asked for by traits; summaries show them." },
  { since: 18, summary: "Resource providers can be listed by the traits that they have (required)." },
  { since: 21, summary: "Allocation candidates can be asked for by aggregates." },
  { since: 22, summary: "Traits can be forbidden (required=!TRAIT)." },
  { since: 24, summary: "member_of can be repeated, to ask for members of several aggregates." },
  { since: 25, summary: "Allocation candidates can be asked for by numbered groups of requirements." },
  {
    since: 27,
    summary: "Summaries of allocation candidates show all inventories of their resource providers.",
  },
  { since: 29, summary: "Allocation candidates can be spread over a tree of resource providers." },
  { since: 30, summary: "Inventories and the allocations on them can be moved together (reshaper)." },
  { since: 31, summary: "Allocation candidates can be asked for by the tree that they are in (in_tree)." },
  { since: 32, summary: "Aggregates can be forbidden (member_of=!AGGREGATE)." },
  { since: 33, summary: "Groups of requirements have names." },
  { since: 35, summary: "Allocation candidates can be asked for by traits of the root of their tree." },
  {
    since: 36,
    summary: "Groups can be required to be served from one subtree; some may ask for no resources.",
  },
  {
    since: 39,
    summary: "Traits can be asked for alternatively (required=in:A,B), and required can be repeated.",
  },
];
