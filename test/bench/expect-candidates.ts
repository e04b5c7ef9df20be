import type { Site } from "./site.ts";

/**
 * Asks once what a row will ask, and counts the candidates: an answer with too few would be quick. Throws if there are
 * not as many as expected.
 */
export async function expectCandidates(
  { host, port }: Pick<Site, "host" | "port">,
  { path, count }: { path: string; count: number },
): Promise<void> {
  const headers = { "x-auth-token": "admin", "openstack-api-version": "placement 1.39" };
  const response = await fetch(`http://${host}:${port}${path}`, { headers });
  const { allocation_requests: candidates } = (await response.json()) as { allocation_requests?: unknown[] };
  if (candidates?.length !== count) {
    throw new Error(`${path}: ${response.status}, ${candidates?.length} candidates instead of ${count}`);
  }
}
