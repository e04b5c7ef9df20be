import type { Answer } from "../send.ts";
import { type Difference, shown } from "./difference.ts";

/** How each header that clients rely on is compared; those which say when or who are only there or not. */
const compared: Readonly<Record<string, (value: string) => string>> = {
  "content-type": (value) => value.toLowerCase().replaceAll(" ", ""),
  location: (value) => value.replace(/^https?:\/\/[^/]+/, ""),
  allow: (value) => words(value),
  "openstack-api-version": (value) => value,
  vary: (value) => words(value.toLowerCase()),
  "cache-control": (value) => value,
  "last-modified": () => "there",
  "x-openstack-request-id": (value) => value.replace(/^req-.*$/, "req-…"),
  "www-authenticate": (value) => value,
};

/** Compares the headers that matter. */
export function compareHeaders(theirs: Answer, ours: Answer): Difference[] {
  return Object.entries(compared).flatMap(([name, normal]) => {
    const [their, our] = [theirs, ours].map(({ headers }) => {
      const value = headers[name];
      return value === undefined ? "none" : normal(value);
    });
    return their === our ? [] : [{ where: `header ${name}`, theirs: shown(their), ours: shown(our) }];
  });
}

function words(value: string): string {
  return value
    .split(",")
    .map((word) => word.trim())
    .sort()
    .join(", ");
}
