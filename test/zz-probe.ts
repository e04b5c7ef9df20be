import { connect } from "node:net";
import { connect as h2connect } from "node:http2";
import { once } from "node:events";
import { gzipSync, brotliCompressSync } from "node:zlib";
import { setTimeout as delay } from "node:timers/promises";
import { libraryHandler } from "./transcoder/kit/library-handler.ts";
import { createArchive } from "./transcoder/kit/archive.ts";
import { serve, serveHttp2 } from "./transcoder/kit/serve.ts";
import { ask } from "./transcoder/kit/ask.ts";

const archive = createArchive();
const s = await serve(libraryHandler({ limits: { bodyBytes: 4000000 } }, [], archive));
const s2 = await serveHttp2(libraryHandler({ limits: { bodyBytes: 4000000, headers: 8 } }, [], archive));
async function raw(text: string, ms = 300): Promise<string> {
  const k = connect(s.port, "127.0.0.1"); let out = ""; k.setEncoding("latin1"); k.on("data", (d) => (out += d)); k.on("error", (e) => (out += `<${e.message}>`)); k.on("end", () => (out += "<END>"));
  k.write(text, "latin1"); await delay(ms); k.destroy(); return out;
}
async function h2(headers: Record<string, any>, body?: string | Buffer) {
  const session = h2connect(s2.url); session.on("error", () => {});
  const st = session.request(headers); let out = ""; st.setEncoding("utf8");
  let head: any; let trailers: any; st.on("response", (h) => (head = h)); st.on("trailers", (t) => (trailers = t)); st.on("error", (e) => (out += `<${e.message}>`));
  st.on("data", (d) => (out += d)); st.end(body); await Promise.race([once(st, "close"), delay(500)]).catch(() => {}); session.destroy();
  return { head: head && { ...head }, out: out.slice(0, 300), trailers, rst: st.rstCode };
}
const show = (what: string, x: unknown) => console.log(`--- ${what}\n${typeof x === "string" ? x.slice(0, 700) : JSON.stringify(x)}`);
const g = (line: string, headers: string[] = [], body = "") => `${line} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${headers.map((h) => `${h}\r\n`).join("")}\r\n${body}`;

for (const p of ["/v1/shelves/7", "/v1/documents/a/scan", "/v1/documents/none/scan", "/v1/events/a?count=1", "/v1/files/a?count=1", "/v1/shelves/404", "/nowhere", "/v1/convert", "/v1/shelves/%zz"])
  show(`HEAD ${p}`, await raw(g(`HEAD ${p}`)));
show("HEAD stream sse", await raw(g("HEAD /v1/events/a?count=1", ["accept: text/event-stream"])));
show("HEAD stream HTTP/1.0", await raw("HEAD /v1/events/a?count=1 HTTP/1.0\r\n\r\n"));
show("GET stream HTTP/1.0", await raw("GET /v1/events/a?count=1 HTTP/1.0\r\n\r\n"));
for (const p of ["/v1/shelves/7", "*", "/v1/events/a", "/nowhere", "/v1/documents/a"]) show(`OPTIONS ${p}`, await raw(g(`OPTIONS ${p}`)));
show("OPTIONS with body", await raw(g(`OPTIONS /v1/shelves`, ["content-length: 3"], "abc")));
show("TRACE", await raw(g(`TRACE /v1/shelves/7`)));
show("PUT 405", await raw(g(`PUT /v1/shelves/7`, ["content-length: 3"], "abc")));
for (const a of ["*/*;q=0.8;ext=1", "*/*;level=1", "application/json;q=0.5;charset=utf-8", "application/*;q=0", "application/json;q=0, application/*", "text/*, application/json;q=0.001", "application/json;q=1.0001", "application/problem+json", ""])
  show(`Accept ${a}`, (await raw(g("GET /v1/shelves/7", [`accept: ${a}`]))).split("\r\n")[0]!);
for (const [ct, b] of [["application/json;charset=utf8", "{}"], ["application/json;", "{}"], ["application/merge-patch+json", "{}"], ["text/plain", ""], ["application/json; charset=us-ascii", "{}"], ["application/json;charset=\"utf-8\"", "{}"], ["application/json; foo=\"charset=latin1\"", "{}"], ["", "{}"]] as const)
  show(`CT ${ct} ${b}`, (await raw(g("POST /v1/shelves", [`content-type: ${ct}`, `content-length: ${b.length}`], b))).split("\r\n")[0]!);
const json = { "content-type": "application/json" };
const post = async (coding: string, body: Uint8Array) => { const a = await ask(s.url, "POST /v1/shelves", { headers: { ...json, "content-encoding": coding }, body }); return `${a.status} ${a.bytes.toString().slice(0, 200)}`; };
show("gzip + garbage", await post("gzip", Buffer.concat([gzipSync('{"name":"x"}'), Buffer.from("garbage")])));
show("br + garbage", await post("br", Buffer.concat([brotliCompressSync('{"name":"x"}'), Buffer.from("garbage")])));
show("truncated br", await post("br", brotliCompressSync('{"name":"xxxxxxxxxxxxxxxx"}').subarray(0, 10)));
show("gzip, identity", await post("gzip, identity", gzipSync("{}")));
show(", gzip", await post(" gzip ,", gzipSync("{}")));
for (const ae of ["gzip;q=0, *", "identity;q=0", "*;q=0", "gzip;q=0.001", "identity;q=0, gzip"]) {
  const a = await ask(s.url, "GET /v1/shelves?page_size=50", { headers: { "accept-encoding": ae } });
  show(`AE ${ae}`, [a.status, a.headers["content-encoding"], a.headers.vary]);
}
show("h2 8 headers exactly", await h2({ ":path": "/v1/shelves/7", ...Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`x-${i}`, "1"])) }));
show("h2 9 headers", await h2({ ":path": "/v1/shelves/7", ...Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`x-${i}`, "1"])) }));
show("h2 HEAD stream", await h2({ ":method": "HEAD", ":path": "/v1/events/a?count=1" }));
show("h2 HEAD 404", await h2({ ":method": "HEAD", ":path": "/v1/shelves/404" }));
show("h2 OPTIONS *", await h2({ ":method": "OPTIONS", ":path": "*" }));
show("h2 304", await h2({ ":path": "/v1/documents/a", "if-none-match": '"7"' }));
show("Expect", await raw(`POST /v1/shelves HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n`));
show("Expect too large", await raw(`POST /v1/shelves HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-type: application/json\r\ncontent-length: 99999999\r\n\r\n`, 1500));
for (const [k, v] of [["grpc-timeout", "1S"], ["grpc-timeout", "0n"], ["grpc-timeout", "1s"], ["connect-timeout-ms", "0"], ["x-server-timeout", "0"], ["x-server-timeout", "1e3"], ["x-server-timeout", "99999999999"], ["x-server-timeout", ".5"]])
  show(`${k}: ${v}`, (await raw(g("GET /v1/shelves/7", [`${k}: ${v}`]))).split("\r\n")[0]!);
show("two grpc-timeouts", (await raw(g("GET /v1/shelves/7", [`grpc-timeout: 5S`, `grpc-timeout: 0S`]))).slice(0, 300));
show("one malformed one good", (await raw(g("GET /v1/shelves/7", [`grpc-timeout: 5S`, `x-server-timeout: soon`]))).slice(0, 300));
show("If-Match * create", (await ask(s.url, "PUT /v1/documents/new1", { headers: { ...json, "if-match": "*" }, body: "{}" })).status);
show("both conds", (await ask(s.url, "PUT /v1/documents/a", { headers: { ...json, "if-match": '"7"', "if-none-match": "*" }, body: "{}" })).json);
show("304 vary", (await raw(g("GET /v1/documents/a", ['if-none-match: "7"']))));
show("surrogates", (await ask(s.url, `POST /v1/echo`, { headers: json, body: JSON.stringify({ int32: "a".repeat(59) + "😀" + "b".repeat(100) }) })).bytes.toString());
show("lone", (await ask(s.url, `POST /v1/echo`, { headers: json, body: '{"int32":"\\ud800"}' })).bytes.toString());
const key = "k".repeat(100_000);
const big = await ask(s.url, `POST /v1/shelves`, { headers: json, body: JSON.stringify({ labels: { [key]: 5 } }) });
show("key echo", [big.status, big.bytes.length]);
await s[Symbol.asyncDispose](); await s2[Symbol.asyncDispose]();
process.exit(0);
