import type { UnaryAnswer } from "../transcoder/index.ts";
import { httpDateNow } from "./http-date.ts";
import type { Representation, RequestFacts } from "./operation.ts";
import type { Plan } from "./plan.ts";
import type { Json } from "./shape/json-schema.ts";

/** What an answer shows to a client. */
export interface Shown {
  readonly status: number;
  /** In UTF-8 where it is long. */
  readonly text: string | Buffer | undefined;
  /** Whether the answer has cache headers, at versions that have them. */
  readonly cacheHeaders: boolean;
  /** The path of what was made, with the mount prefix. */
  readonly location: string | undefined;
  readonly lastModified: string | undefined;
  /** The generation of the provider, as an entity tag; undefined where the answer has none. */
  readonly etag: string | undefined;
}

/** Makes an RPC's answer into one of the request's version. */
export function showAnswer(
  plan: Plan,
  answer: Pick<UnaryAnswer, "message" | "header">,
  facts: RequestFacts,
  representation: Representation,
): Shown {
  const { operation } = plan;
  const status = operation.status?.(answer.message) ?? plan.status;
  const path = operation.location?.(answer.message, facts);
  const bodiless = plan.emptyBody || status === 204;
  return {
    status,
    etag: plan.route.conditions?.etagOf(answer.message),
    text: bodiless ? undefined : bodyText(plan, answer.message, facts, representation),
    cacheHeaders: !bodiless || operation.alwaysDated === true,
    location: path === undefined ? undefined : representation.mountPrefix + path,
    lastModified:
      operation.isDated?.(answer.message) === false
        ? undefined
        : (answer.header.get("last-modified") ?? httpDateNow()),
  };
}

/** The text of an answer's body, or of what has some of its items. */
export function bodyText(
  plan: Plan,
  message: object,
  facts: RequestFacts,
  representation: Representation,
): string | Buffer {
  const { route, downgrades } = plan;
  const { represent, write } = plan.operation;
  // Most answers look the same at every version: they are written straight from the message.
  if (downgrades.length === 0) {
    const text = represent === undefined ? route.toJsonText(message) : write?.(message);
    if (text !== undefined) return text;
  }
  let json: Json = route.toJson(message) as Json;
  if (represent !== undefined) json = represent(json, representation);
  for (const downgrade of downgrades) json = downgrade(json, facts);
  return JSON.stringify(json);
}
