import { pools } from "./pools.ts";
import type { Request, Step } from "./request.ts";
import type { World } from "./world.ts";

/** All that can be read of the state. Before a reset it is, since few differences of states show in the next steps. */
export function auditSteps(world: World): Step[] {
  const ofProvider = (uuid: string) =>
    ["", "/inventories", "/usages", "/traits", "/aggregates", "/allocations"].map(
      (part) => `/resource_providers/${uuid}${part}`,
    );
  const targets = [
    "/resource_providers",
    "/resource_classes",
    "/traits?name=startswith:CUSTOM_",
    "/traits?associated=true",
    ...[...world.providers.keys()].flatMap(ofProvider),
    ...pools.consumers.map((uuid) => `/allocations/${uuid}`),
    ...pools.projects.map((project) => `/usages?project_id=${project}`),
  ];
  return targets.map((target) => {
    // From 1.38 on Placement can't tell usages on PostgreSQL.
    const version = target.startsWith("/usages") ? 37 : 39;
    return { request: read(target, version), operation: operationOf(target), version, flaws: [] };
  });
}

function read(target: string, version: number): Request {
  const headers = { "x-auth-token": "admin", "openstack-api-version": `placement 1.${version}` };
  return { method: "GET", target, headers };
}

function operationOf(target: string): string {
  return `state: GET ${target.replace(/[0-9a-f-]{36}/, "{uuid}").replace(/=.*/, "")}`;
}
