import { connect, type Socket } from "node:net";

/** A raw connection to the server: what it said so far, and whether it has hung up. */
export interface RawSocket {
  readonly socket: Socket;
  received(): string;
  /** Resolves with all that was received once the server has closed the connection. */
  readonly closed: Promise<string>;
}

/** Connects, and sends what is given. */
export async function rawSocket(port: number, text = ""): Promise<RawSocket> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  const chunks: Buffer[] = [];
  const received = () => Buffer.concat(chunks).toString("latin1");
  socket.on("data", (chunk) => chunks.push(chunk));
  socket.on("error", () => {});
  socket.on("end", () => socket.end());
  const closed = new Promise<string>((resolve) => socket.on("close", () => resolve(received())));
  await new Promise((resolve) => socket.once("connect", resolve).once("close", resolve));
  socket.write(text, "latin1");
  return { socket, received, closed };
}

/** A request of HTTP/1.1 with its head. */
export function get(path: string, ...headers: string[]): string {
  return [`GET ${path} HTTP/1.1`, "host: test", ...headers, "", ""].join("\r\n");
}
