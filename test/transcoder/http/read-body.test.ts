import { once } from "node:events";
import { connect as connectHttp2, constants } from "node:http2";
import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import {
  BodyTooLarge,
  type NodeRequest,
  type NodeResponse,
  RequestAborted,
  readBody,
} from "../../../src/transcoder/index.ts";
import { serve, serveHttp2 } from "../kit/serve.ts";

const limitBytes = 100;

/** Answers with the body's length, or 413; tells of what else the reading ended with. */
function echoLength(told: (error: unknown) => void = () => {}) {
  return (req: NodeRequest, res: NodeResponse) => {
    readBody(req, { limitBytes }).then(
      (body) => res.end(`${body.length} ${body.toString("latin1").slice(0, 5)}`),
      (error: unknown) => {
        told(error);
        res.statusCode = error instanceof BodyTooLarge ? 413 : 500;
        res.end("no");
      },
    );
  };
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.setEncoding("latin1").on("error", () => {});
  await once(socket, "connect");
  return socket;
}

/** All that comes until the other side closes. */
async function rest(socket: Socket): Promise<string> {
  let text = "";
  for await (const chunk of socket) text += String(chunk);
  return text;
}

describe("readBody()", () => {
  test.each([
    ["nothing", "", "0 "],
    ["a little", "hello", "5 hello"],
    ["as much as it may", "x".repeat(limitBytes), "100 xxxxx"],
  ])("reads %s", async (_what, body, answer) => {
    await using served = await serve(echoLength());
    const response = await fetch(served.url, { method: "POST", body });
    expect(await response.text()).toBe(answer);
  });

  test("puts together what comes in pieces", async () => {
    await using served = await serve(echoLength());
    const socket = await open(served.port);
    socket.write("POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n");
    for (const piece of ["ab", "cd", "e"]) {
      socket.write(`${piece.length}\r\n${piece}\r\n`);
      await delay(10);
    }
    socket.write("0\r\n\r\n");
    expect(await rest(socket)).toContain("5 abcde");
  });

  test("refuses a length that is announced, before it comes", async () => {
    await using served = await serve(echoLength());
    const socket = await open(served.port);
    socket.write(`POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${limitBytes + 1}\r\n\r\n`);
    const [answer] = (await once(socket, "data")) as [string];
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    socket.destroy();
  });

  test("refuses a length that is announced by a client that waits, and does not wait for it", async () => {
    await using served = await serve(echoLength());
    const socket = await open(served.port);
    const length = `content-length: ${limitBytes + 1}`;
    socket.write(`POST / HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\n${length}\r\n\r\n`);
    const start = performance.now();
    // Node's own server gives leave before anybody is asked.
    expect(await rest(socket)).toMatch(/^HTTP\/1.1 100 [\s\S]*HTTP\/1.1 413 /);
    expect(performance.now() - start).toBeLessThan(4000);
  });

  test("refuses a length that only shows, with an answer for a client that looks after sending", async () => {
    await using served = await serve(echoLength());
    // Larger than all buffers between the two: a server that stopped reading would never be heard.
    const body = new Blob([new Uint8Array(30 * 1024 * 1024)]).stream();
    const response = await fetch(served.url, { method: "POST", body, duplex: "half" } as RequestInit);
    expect(response.status).toBe(413);
  });

  test("does not let a client send for ever", async () => {
    await using served = await serve(echoLength());
    const socket = await open(served.port);
    socket.write("POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n");
    const piece = `${(1024).toString(16)}\r\n${"x".repeat(1024)}\r\n`;
    const sending = setInterval(() => socket.write(piece), 5);
    const start = performance.now();
    expect(await rest(socket).catch(() => "cut")).toMatch(/413|cut/);
    clearInterval(sending);
    expect(performance.now() - start).toBeLessThan(3000);
  });

  test("keeps the connection for a client that ends in time", async () => {
    await using served = await serve(echoLength());
    const socket = await open(served.port);
    const request = (body: string) =>
      `POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    socket.write(request("x".repeat(500)) + request("hello"));
    let answers = "";
    while (!answers.includes("hello")) answers += String((await once(socket, "data"))[0]);
    expect(answers).toMatch(/^HTTP\/1.1 413 [\s\S]*HTTP\/1.1 200 /);
    socket.destroy();
  });

  test("tells when the client goes away", async () => {
    let told: (error: unknown) => void = () => {};
    const error = new Promise<unknown>((resolve) => {
      told = resolve;
    });
    await using served = await serve(echoLength((one) => told(one)));
    const socket = await open(served.port);
    socket.write("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 50\r\n\r\nhalf");
    await delay(50);
    socket.resetAndDestroy();
    expect(await error).toBeInstanceOf(RequestAborted);
  });

  test("tells of a client that was gone before anyone read", async () => {
    const error = await new Promise((resolve) => {
      void (async () => {
        await using served = await serve((req) => {
          req.once("close", () => readBody(req, { limitBytes }).catch(resolve));
        });
        const socket = await open(served.port);
        socket.write("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 50\r\n\r\nhalf");
        await delay(50);
        socket.resetAndDestroy();
        await delay(50);
      })();
    });
    expect(error).toBeInstanceOf(RequestAborted);
  });
});

describe("readBody() over HTTP/2", () => {
  const post = { ":method": "POST", ":path": "/" };

  test("reads, refuses, and ends only the stream that would not end", async () => {
    await using served = await serveHttp2(echoLength());
    const session = connectHttp2(served.url);
    const small = session.request(post).setEncoding("latin1");
    small.end("hello");
    expect((await once(small, "data"))[0]).toBe("5 hello");

    const endless = session.request(post);
    endless.on("error", () => {}).resume();
    const sending = setInterval(() => endless.writable && endless.write("x".repeat(1000)), 5);
    const [headers] = (await once(endless, "response")) as [{ ":status": number }];
    expect(headers[":status"]).toBe(413);
    await once(endless, "close");
    clearInterval(sending);
    expect(endless.rstCode).toBe(constants.NGHTTP2_NO_ERROR);

    const another = session.request(post).setEncoding("latin1");
    another.end("again");
    expect((await once(another, "data"))[0]).toBe("5 again");
    session.close();
  });

  test("tells when the client resets the stream", async () => {
    let told: (error: unknown) => void = () => {};
    const error = new Promise<unknown>((resolve) => {
      told = resolve;
    });
    await using served = await serveHttp2(echoLength((one) => told(one)));
    // By hand, as node's client ends a stream properly before it resets it.
    const socket = await open(served.port);
    socket.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    socket.write(frame({ type: 4, stream: 0, payload: [] }));
    // POST / over http, by HPACK's static table, with the authority "x".
    socket.write(frame({ type: 1, flags: 4, stream: 1, payload: [0x83, 0x86, 0x84, 0x41, 1, 0x78] }));
    socket.write(frame({ type: 0, stream: 1, payload: [...Buffer.from("half")] }));
    await delay(50);
    socket.write(frame({ type: 3, stream: 1, payload: [0, 0, 0, constants.NGHTTP2_CANCEL] }));
    expect(await error).toBeInstanceOf(RequestAborted);
    socket.destroy();
  });
});

function frame(one: { type: number; flags?: number; stream: number; payload: readonly number[] }): Buffer {
  const { type, flags = 0, stream, payload } = one;
  return Buffer.from([0, 0, payload.length, type, flags, 0, 0, 0, stream, ...payload]);
}
