/** What requests ask for. Providers are given as `[uuid, generation]`; each client has its own, and goes round them. */
export type Traffic =
  | { readonly kind: "echo" }
  | { readonly kind: "get"; readonly path: string }
  | { readonly kind: "post"; readonly path: string; readonly body: string }
  | { readonly kind: "get_inventories"; readonly providers: readonly ProviderAt[] }
  | { readonly kind: "put_inventories"; readonly providers: readonly ProviderAt[] }
  | { readonly kind: "put_allocations"; readonly providers: readonly ProviderAt[]; readonly prefix: string }
  | { readonly kind: "candidates"; readonly limit?: number };

/** A provider and the generation that it is at. */
export type ProviderAt = readonly [uuid: string, generation: number];

/** By what the requests are sent: HTTP/1.1 with JSON, or gRPC over HTTP/2 without TLS. */
export type Protocol = "rest" | "grpc";

/** One run of load. It ends by time or by count, whichever is given, and then waits for what is in flight. */
export interface LoadPlan {
  readonly protocol: Protocol;
  readonly host: string;
  readonly port: number;
  readonly traffic: Traffic;
  /** Each is a connection of its own that waits for its answer before it asks again. */
  readonly clients: number;
  /** Calls at a time on each connection; more than 1 for gRPC only. 1 by default. */
  readonly streams?: number;
  readonly durationMs?: number;
  readonly requests?: number;
  /** Requests a second that come whether or not the earlier ones were answered. Absent: as fast as answers come. */
  readonly perSecond?: number;
}

/** How a run went. Any failure makes the figures worthless: answers without success are quick. */
export interface LoadResult {
  readonly answers: number;
  readonly failures: number;
  /** What the first failure said. */
  readonly failure?: string;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Processor time of the process that made the load, in all. */
  readonly cpuUs: number;
}
