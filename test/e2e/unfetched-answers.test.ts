import { connect as connectHttp2, type OutgoingHttpHeaders } from "node:http2";
import { connect as connectTcp } from "node:net";
import { create, toBinary } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { ListAllocationCandidatesRequestSchema } from "../../src/gen/placement/v1/candidate_service_pb.ts";
import { encodeFrame } from "../../src/server/grpc/frame.ts";
import { rest } from "../kit/rest-client.ts";
import { useServedHosts } from "../kit/served-hosts.ts";

const servers = useServedHosts({
  one: { PLACEMENTD_LARGE_ANSWERS_MAX: "1", PLACEMENTD_REQUEST_TIMEOUT_MS: "1000" },
});

const path = "/allocation_candidates?resources=VCPU:1";
const credentials = { "x-auth-token": "admin" };
const asked = create(ListAllocationCandidatesRequestSchema, { groups: [{ resources: { VCPU: 1 } }] });
const message = toBinary(ListAllocationCandidatesRequestSchema, asked);
const rpc = "/placement.v1.CandidateService/ListAllocationCandidates";

/** A client that reads nothing: resolves when the server has given up on it. */
type Deaf = () => { readonly ended: Promise<unknown>; leave(): void };

/** By HTTP/1, where buffers of the system take some answers, but not one after the other for ever. */
function deafHttp1(): ReturnType<Deaf> {
  const socket = connectTcp(servers.one.port, "127.0.0.1").pause();
  socket.on("error", () => {});
  const head = `GET ${path} HTTP/1.1\r\nhost: x\r\nx-auth-token: admin\r\n`;
  const timer = setInterval(() => {
    if (socket.writable) socket.write(`${head}openstack-api-version: placement 1.39\r\n\r\n`);
  }, 50);
  const ended = new Promise((resolve) => socket.once("close", resolve)).finally(() => clearInterval(timer));
  return { ended, leave: () => socket.destroy() };
}

/** By HTTP/2, with room for nothing but headers. */
function deafHttp2(headers: OutgoingHttpHeaders, body?: Uint8Array): ReturnType<Deaf> {
  const session = connectHttp2(servers.one.url, { settings: { initialWindowSize: 0 } });
  session.on("error", () => {});
  const stream = session.request({ ...credentials, ...headers }, { endStream: body === undefined });
  stream.on("error", () => {});
  if (body !== undefined) stream.end(body);
  return { ended: new Promise((resolve) => stream.once("close", resolve)), leave: () => session.destroy() };
}

const clients: [string, Deaf][] = [
  ["REST over HTTP/1", deafHttp1],
  ["REST over HTTP/2", () => deafHttp2({ ":path": path, "openstack-api-version": "placement 1.39" })],
  [
    "gRPC",
    () =>
      deafHttp2(
        { ":method": "POST", ":path": rpc, "content-type": "application/grpc", te: "trailers" },
        encodeFrame(message),
      ),
  ],
  [
    "Connect",
    () => deafHttp2({ ":method": "POST", ":path": rpc, "content-type": "application/proto" }, message),
  ],
];

test.each(clients)(
  "a large answer that its client of %s does not fetch makes way for others",
  async (_, ask) => {
    const { url, answers } = servers.one;
    const deaf = ask();
    const others = async () => (await rest(url, `GET ${path}`)).status;
    let isOver = false;
    void deaf.ended.then(() => {
      isOver = true;
    });
    const statuses = new Set<number>();
    while (!isOver) statuses.add(await others());
    deaf.leave();
    await expect.poll(() => answers.inWork).toBe(0);
    // Some were refused before: who waits does so for half of the time that an answer may take to be fetched.
    expect(statuses).toContain(503);
    expect(await others()).toBe(200);
  },
  40_000,
);
