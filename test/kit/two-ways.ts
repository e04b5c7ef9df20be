import { randomUUID } from "node:crypto";
import {
  type DescMethod,
  fromJson,
  getOption,
  type JsonObject,
  type JsonValue,
  toJson,
} from "@bufbuild/protobuf";
import { type Client, ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { http } from "../../src/gen/google/api/annotations_pb.ts";
import { ErrorInfoSchema } from "../../src/gen/google/rpc/error_details_pb.ts";
import { contractServices } from "./contract-services.ts";
import { rest } from "./rest-client.ts";

/**
 * One call of a scenario, as it is sent by both ways. `<P1>` stands for a uuid, and `<TAG>` for letters, that are
 * another's for each way, so that both play on one server.
 */
export interface Call {
  /** `TraitService.EnsureTrait`. */
  readonly rpc: string;
  /** The request message in proto-JSON. Over REST, path, query and body are made of it by the contract's rule. */
  readonly request: JsonObject;
  /** What REST sends instead, where it has a form of its own. */
  readonly rest?: { readonly query?: string; readonly body?: JsonObject };
  /** The reason with which it is refused, and the status of that over REST. */
  readonly refused?: readonly [reason: string, status: number];
}

/** What a call came to: the response in proto-JSON, or why it was refused. */
export type Outcome = JsonValue | { readonly refused: string | number };

/** Sends calls in one of the ways; names stand for other uuids in each player. */
export type Player = (call: Call) => Promise<Outcome>;

const methods = new Map(
  contractServices.flatMap((service) =>
    service.methods.map((method) => [`${service.name}.${method.name}` as string, method] as const),
  ),
);

/** Every RPC that has a REST form. */
export const restRpcs: readonly string[] = [...methods]
  .filter(([, method]) => getOption(method, http).pattern.case !== undefined)
  .map(([name]) => name);

/** Plays over gRPC. */
export function grpcPlayer(url: string): Player {
  const transport = createGrpcTransport({ baseUrl: url });
  const names = new Stand();
  return async ({ rpc, request }) => {
    const method = methodOf(rpc);
    const client = createClient(method.parent, transport) as Client<(typeof contractServices)[number]>;
    const call = (client as unknown as Record<string, (message: object, options: object) => Promise<never>>)[
      method.localName
    ];
    try {
      const message = fromJson(method.input, names.put(request));
      const answer = await call?.(message, { headers: { "x-auth-token": "admin" } });
      const json = toJson(method.output, answer as never, {
        alwaysEmitImplicit: true,
        useProtoFieldName: true,
      });
      return names.take(withoutRestParts(json));
    } catch (error) {
      const [info] = ConnectError.from(error).findDetails(ErrorInfoSchema);
      if (info === undefined) throw error;
      return { refused: info.reason.replace("ERROR_REASON_", "") };
    }
  };
}

/**
 * Plays over REST, at the newest microversion, and makes of the answers what the RPC would have answered. `send`
 * sends the requests.
 */
export function restPlayer(url: string, send: typeof rest = rest): Player {
  const names = new Stand();
  return async (call) => {
    const method = methodOf(call.rpc);
    const { line, body } = restRequest(method, names.put(call.request), names.put(call.rest ?? {}));
    const answer = await send(url, line, body === undefined ? {} : { body });
    if (answer.status >= 400) return { refused: answer.status };
    const { responseBody } = getOption(method, http);
    // That something was there already, REST says by its status.
    const shown = /Ensure/.test(call.rpc) ? { created: answer.status === 201 } : answer.body;
    const whole = responseBody === "" ? (shown ?? {}) : { [responseBody]: shown };
    return names.take(messageForm(call.rpc, whole));
  };
}

function methodOf(rpc: string): DescMethod {
  const method = methods.get(rpc);
  if (method === undefined) throw new Error(`there is no RPC ${rpc}`);
  return method;
}

/** The REST request that the contract's rule makes of a message. */
function restRequest(method: DescMethod, request: JsonObject, own: JsonObject) {
  const rule = getOption(method, http);
  const left = { ...request };
  const path = String(rule.pattern.value).replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = left[name];
    delete left[name];
    return encodeURIComponent(String(value));
  });
  const verb = String(rule.pattern.case).toUpperCase();
  if (rule.body === "*") return { line: `${verb} ${path}`, body: own.body ?? left };
  if (rule.body !== "") return { line: `${verb} ${path}`, body: own.body ?? left[rule.body] };
  const query = own.query ?? new URLSearchParams(left as Record<string, string>).toString();
  return { line: `${verb} ${path}${query === "" ? "" : `?${query}`}`, body: undefined };
}

/** Takes out of a REST body what only REST has, and puts back what it has in another form. */
function messageForm(rpc: string, body: JsonValue): JsonValue {
  const plain = withoutRestParts(body) as JsonObject;
  if (rpc === "UsageService.GetUsages") {
    return {
      usages: eachMember(plain.usages, ({ consumer_count, ...resources }) => ({
        consumer_count: consumer_count ?? 0,
        resources,
      })),
    };
  }
  return plain;
}

function eachMember(value: JsonValue | undefined, change: (member: JsonObject) => JsonValue): JsonObject {
  const entries = Object.entries((value ?? {}) as Record<string, JsonObject>);
  return Object.fromEntries(entries.map(([name, one]) => [name, change(one)]));
}

/** Links are REST's only: RPCs have none of them. Null says what an RPC leaves out. */
function withoutRestParts(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutRestParts);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([name, one]) => name !== "links" && one !== null);
  return Object.fromEntries(kept.map(([name, one]) => [name, withoutRestParts(one)]));
}

/** What the names of a scenario stand for with one player. */
class Stand {
  readonly #tag = randomUUID().slice(0, 8).toUpperCase();
  readonly #uuids = new Map<string, string>();

  /** The real things in the place of their names. */
  put<T extends JsonObject>(json: T): T {
    const text = JSON.stringify(json).replaceAll("<TAG>", this.#tag);
    return JSON.parse(text.replaceAll(/<(\w+)>/g, (_, name: string) => this.#uuid(name)));
  }

  /** The names in the place of the real things. What has no order comes in the order of its names. */
  take(json: JsonValue): JsonValue {
    let text = JSON.stringify(json).replaceAll(this.#tag, "<TAG>");
    for (const [name, uuid] of this.#uuids) text = text.replaceAll(uuid, `<${name}>`);
    return JSON.parse(text, (_, value: JsonValue) =>
      Array.isArray(value) && value.every((item) => typeof item === "string") ? value.toSorted() : value,
    );
  }

  #uuid(name: string): string {
    const uuid = this.#uuids.get(name) ?? randomUUID();
    this.#uuids.set(name, uuid);
    return uuid;
  }
}
