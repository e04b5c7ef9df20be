import { type ClientRequest, type IncomingMessage, request } from "node:http";

/** An answer that is read as it comes. */
export interface Following extends Disposable {
  readonly res: IncomingMessage;
  /** The text that came until it has `text` in it, or all of it. Rejects where the connection broke before. */
  until(text?: string): Promise<string>;
}

/** Sends `GET /v1/events/a`, and waits for the head of the answer; nothing of its body is read before it is asked for. */
export async function follow(
  url: string,
  line: string,
  headers: Readonly<Record<string, string>> = {},
  body?: string,
): Promise<Following> {
  const [method = "", path = ""] = line.split(" ");
  const req: ClientRequest = request(url, { method, path, agent: false, headers: { ...headers } });
  const res = await new Promise<IncomingMessage>((resolve, reject) => {
    req.on("response", resolve).on("error", reject).end(body);
  });
  // Whoever looks for it finds it in `until`.
  req.on("error", () => {});
  let seen = "";
  res.setEncoding("utf8");
  return {
    res,
    async until(text) {
      for await (const chunk of res.iterator({ destroyOnReturn: false })) {
        seen += chunk as string;
        if (text !== undefined && seen.includes(text)) break;
      }
      return seen;
    },
    [Symbol.dispose]: () => req.destroy(),
  };
}
