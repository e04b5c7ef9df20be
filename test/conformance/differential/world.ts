import { isObject, type Json } from "./json.ts";
import type { Request } from "./request.ts";
import type { Answer } from "./send.ts";

/**
 * What is believed of the servers' state, from what the real Placement answered: enough to write requests that often
 * succeed. Wrong beliefs do no harm, they only make requests be refused.
 */
export interface World {
  /** The generation of each provider that is there. */
  readonly providers: Map<string, number>;
  /** The classes that providers have inventories of. */
  readonly inventories: Map<string, readonly string[]>;
  /** The generation of each consumer that has allocations. */
  readonly consumers: Map<string, number>;
  readonly classes: Set<string>;
  readonly traits: Set<string>;
  /** Consumers that a refused or empty write named: Placement may have left them behind. */
  readonly orphans: Set<string>;
  /** Consumers that were written again after that. */
  readonly revived: Set<string>;
}

export function createWorld(): World {
  return {
    providers: new Map(),
    inventories: new Map(),
    consumers: new Map(),
    classes: new Set(),
    traits: new Set(),
    orphans: new Set(),
    revived: new Set(),
  };
}

/** Takes note of an answer. */
export function learn(world: World, request: Request, answer: Answer): void {
  const [path = ""] = request.target.split("?");
  const [, collection = "", name = "", part = "", ...rest] = path.split("/");
  const body = parse(request.bodyBytes);
  const done = answer.status >= 200 && answer.status < 300;
  if (request.method !== "GET" && (collection === "allocations" || collection === "reshaper")) {
    learnWrite(world, { collection, name, body, done, method: request.method });
  } else if (done && collection === "resource_providers") {
    learnProvider(world, { method: request.method, uuid: name, part, body, answer });
  } else if (done && collection === "allocations") {
    const generation = isObject(answer.json) ? answer.json.consumer_generation : undefined;
    if (typeof generation === "number") world.consumers.set(name, generation);
  } else if (done && rest.length === 0 && (collection === "traits" || collection === "resource_classes")) {
    learnName(collection === "traits" ? world.traits : world.classes, request.method, name, body);
  }
}

function learnName(names: Set<string>, method: string, name: string, body: Json | undefined): void {
  if (method === "DELETE") names.delete(name);
  if (method === "PUT") names.add(name);
  if (method === "POST" && isObject(body)) names.add(String(body.name));
}

interface ProviderEvent {
  readonly method: string;
  readonly uuid: string;
  readonly part: string;
  readonly body: Json | undefined;
  readonly answer: Answer;
}

function learnProvider(world: World, { method, uuid, part, body, answer }: ProviderEvent): void {
  if (uuid === "" && method === "POST" && isObject(body) && typeof body.uuid === "string") {
    world.providers.set(dashed(body.uuid), 0);
  } else if (uuid === "" && method === "GET" && isObject(answer.json)) {
    for (const provider of asArray(answer.json.resource_providers)) learnGeneration(world, provider);
  } else if (part === "" && method === "DELETE") {
    world.providers.delete(uuid);
  } else if (part === "") {
    learnGeneration(world, answer.json);
  } else {
    learnPart(world, { method, uuid, part, body, answer });
  }
}

function learnPart(world: World, { method, uuid, part, body, answer }: ProviderEvent): void {
  if (part === "inventories") learnInventories(world, uuid, method === "POST" ? body : answer.json);
  const told = isObject(answer.json) ? answer.json.resource_provider_generation : undefined;
  const known = world.providers.get(uuid);
  if (typeof told === "number") world.providers.set(uuid, told);
  else if (method === "DELETE" && known !== undefined) world.providers.set(uuid, known + 1);
}

function learnInventories(world: World, uuid: string, told: Json | undefined): void {
  if (!isObject(told)) return;
  const known = world.inventories.get(uuid) ?? [];
  if (isObject(told.inventories)) world.inventories.set(uuid, Object.keys(told.inventories));
  else if (typeof told.resource_class === "string") {
    world.inventories.set(uuid, [...known, told.resource_class]);
  }
}

function learnGeneration(world: World, provider: Json | undefined): void {
  if (!isObject(provider) || typeof provider.uuid !== "string") return;
  world.providers.set(provider.uuid, Number(provider.generation));
}

interface Write {
  readonly method: string;
  readonly collection: string;
  readonly name: string;
  readonly body: Json | undefined;
  readonly done: boolean;
}

function learnWrite(world: World, { method, collection, name, body, done }: Write): void {
  if (method === "DELETE") {
    if (done) world.consumers.delete(name);
    return;
  }
  if (!isObject(body)) return;
  const writes = collection === "reshaper" ? body.allocations : name === "" ? body : { [name]: body };
  if (!isObject(writes)) return;
  for (const [consumer, write] of Object.entries(writes)) {
    const providers = isObject(write) ? providersIn(write.allocations) : [];
    if (!done || providers.length === 0) world.orphans.add(dashed(consumer));
    if (done) learnClaim(world, dashed(consumer), providers);
  }
  if (done && isObject(body.inventories)) for (const uuid of Object.keys(body.inventories)) bump(world, uuid);
}

function learnClaim(world: World, consumer: string, providers: readonly string[]): void {
  if (providers.length === 0) {
    world.consumers.delete(consumer);
    return;
  }
  world.consumers.set(consumer, (world.consumers.get(consumer) ?? 0) + 1);
  if (world.orphans.delete(consumer)) world.revived.add(consumer);
  for (const uuid of providers) bump(world, uuid);
}

function bump(world: World, uuid: string): void {
  const known = world.providers.get(uuid);
  if (known !== undefined) world.providers.set(uuid, known + 1);
}

function providersIn(allocations: Json | undefined): string[] {
  if (isObject(allocations)) return Object.keys(allocations);
  return asArray(allocations).flatMap((item) =>
    isObject(item) && isObject(item.resource_provider) ? [String(item.resource_provider.uuid)] : [],
  );
}

function asArray(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

/** Both sides store UUIDs dashed and in lower case, however they came. */
export function dashed(uuid: string): string {
  const digits = uuid.toLowerCase().replaceAll(/[^0-9a-f]/g, "");
  return digits.length === 32 ? digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5") : uuid;
}

function parse(bytes: string | undefined): Json | undefined {
  try {
    return JSON.parse(Buffer.from(bytes ?? "", "latin1").toString("utf8")) as Json;
  } catch {
    return undefined;
  }
}
