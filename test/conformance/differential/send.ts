import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import type { Json } from "./json.ts";
import type { Request } from "./request.ts";

/** An answer, read to its end. */
export interface Answer {
  /** 0 where none came. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  /** The text as JSON; undefined where it is none. */
  readonly json: Json | undefined;
}

/** A server under comparison. */
export interface Server {
  send(request: Request): Promise<Answer>;
  close(): void;
}

/** Longer than any request may take that both servers answer sensibly. */
const timeoutMs = 60_000;

/** Connections to a server are kept open: a step costs what its request costs. */
export function connectTo(url: string): Server {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  return {
    send: (request) => exchange({ hostname, port, agent }, request, true),
    close: () => agent.destroy(),
  };
}

interface Place {
  readonly hostname: string;
  readonly port: string;
  readonly agent: Agent;
}

function exchange(place: Place, request: Request, mayRetry: boolean): Promise<Answer> {
  return new Promise((resolve) => {
    const outgoing = httpRequest(
      {
        ...place,
        method: request.method,
        path: request.target,
        headers: { ...request.headers, ...lengthOf(request) },
        timeout: timeoutMs,
      },
      (incoming) => resolve(read(incoming)),
    );
    outgoing.on("timeout", () => outgoing.destroy(new Error("timed out")));
    outgoing.on("error", (error) => {
      // The server closed a connection that it had kept: nothing of the request was read.
      if (outgoing.reusedSocket && mayRetry) resolve(exchange(place, request, false));
      else resolve({ status: 0, headers: {}, text: error.message, json: undefined });
    });
    outgoing.end(request.bodyBytes === undefined ? undefined : Buffer.from(request.bodyBytes, "latin1"));
  });
}

function lengthOf({ method, bodyBytes }: Request): Record<string, string> {
  if (bodyBytes !== undefined) return { "content-length": String(bodyBytes.length) };
  return ["POST", "PUT", "PATCH", "DELETE"].includes(method) ? { "content-length": "0" } : {};
}

async function read(incoming: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
  } catch (error) {
    return { status: 0, headers: {}, text: `cut off: ${(error as Error).message}`, json: undefined };
  }
  const text = Buffer.concat(chunks).toString("utf8");
  return {
    status: incoming.statusCode ?? 0,
    headers: incoming.headers as Record<string, string | undefined>,
    text,
    json: parse(text),
  };
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
