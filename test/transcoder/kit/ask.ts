import { type Agent, request } from "node:http";
import type { JsonObject } from "@bufbuild/protobuf";

/** An answer as it came: nothing decompressed, nothing followed. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
  /** The body as JSON. */
  readonly json: JsonObject;
}

interface Said {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** What keeps connections; without one, each request has its own. */
  readonly agent?: Agent;
}

/** Sends `GET /v1/shelves`, with only the headers that are given. */
export function ask(url: string, line: string, said: Said = {}): Promise<Answer> {
  const [method = "", path = ""] = line.split(" ");
  const { agent = false } = said;
  return new Promise((resolve, reject) => {
    const req = request(url, { method, path, agent, headers: { ...said.headers } }, (res) => {
      const chunks: Buffer[] = [];
      res.on("data", (chunk: Buffer) => chunks.push(chunk));
      res.on("end", () => {
        const bytes = Buffer.concat(chunks);
        resolve({
          status: res.statusCode ?? 0,
          headers: res.headers,
          bytes,
          get json() {
            return JSON.parse(bytes.toString("utf8")) as JsonObject;
          },
        });
      });
      res.on("error", reject);
    });
    req.on("error", reject).end(said.body);
  });
}
