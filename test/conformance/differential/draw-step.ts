import { spoil } from "./flaws/index.ts";
import type { Operation } from "./operation.ts";
import { newestVersion } from "./pools.ts";
import type { Random } from "./random.ts";
import { render } from "./render.ts";
import type { Draft, Step } from "./request.ts";
import type { World } from "./world.ts";

/** Which steps a run is made of. */
export interface Mix {
  readonly operations: readonly Operation[];
  readonly lowestVersion: number;
  readonly highestVersion: number;
  /** The share of steps that are spoiled. */
  readonly spoiled: number;
}

/** Draws the next step. */
export function drawStep(mix: Mix, world: World, random: Random): Step {
  const operation = random.weighted(
    mix.operations.map(
      (one) => [typeof one.weight === "number" ? one.weight : one.weight(world), one] as const,
    ),
  );
  const written = versionFor(operation, mix, random);
  const { path, query = [], body } = operation.sketch({ random, world, version: written });
  const flaws: string[] = [];
  let version = written;
  // A request in the form of another version is what a client sends that was not told of a change.
  if (random.chance(mix.spoiled * 0.12)) {
    version = random.integer(mix.lowestVersion, mix.highestVersion);
    flaws.push(`form of 1.${written}`);
  }
  const draft: Draft = {
    method: operation.name.split(" ")[0] ?? "GET",
    path,
    query: query.map(([key, value]) => [key, value]),
    headers: headersFor(version, body !== undefined, random),
    ...(body === undefined ? {} : { body: structuredClone(body) }),
  };
  if (flaws.length === 0 && random.chance(mix.spoiled * 0.88)) flaws.push(...spoil(draft, random));
  return {
    request: render(draft),
    operation: operation.name,
    version: flaws.some((flaw) => flaw.startsWith("version:")) ? undefined : version,
    flaws,
  };
}

/** A version that has the operation, nearly always; often the newest, which most clients ask for. */
function versionFor(operation: Operation, mix: Mix, random: Random): number {
  if (random.chance(0.15)) return mix.highestVersion;
  if (random.chance(0.05)) return random.integer(mix.lowestVersion, mix.highestVersion);
  return random.integer(
    Math.min(Math.max(operation.since, mix.lowestVersion), mix.highestVersion),
    mix.highestVersion,
  );
}

function headersFor(version: number, hasBody: boolean, random: Random): Record<string, string> {
  return {
    "x-auth-token": "admin",
    ...(version === 0 && random.chance(0.3)
      ? {}
      : { "openstack-api-version": spelledVersion(version, random) }),
    ...(random.chance(0.7) ? { accept: "application/json" } : {}),
    ...(hasBody ? { "content-type": "application/json" } : {}),
  };
}

function spelledVersion(version: number, random: Random): string {
  return version === newestVersion && random.chance(0.1) ? "placement latest" : `placement 1.${version}`;
}
