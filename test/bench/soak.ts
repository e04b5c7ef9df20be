/**
 * Whether a server's memory grows: sends it a mix of requests, also bad ones and connections that break off, and
 * prints the resident memory of its process while it does.
 *
 *     node test/bench/soak.ts URL PID [--requests 100000] [--seconds 300] [--clients 16]
 */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    requests: { type: "string", default: "100000" },
    seconds: { type: "string", default: "300" },
    clients: { type: "string", default: "16" },
  },
});
const [url = "", pid = ""] = positionals;
const requestsMax = Number(values.requests);
const end = performance.now() + Number(values.seconds) * 1000;
const clients = Number(values.clients);
const agent = new Agent({ keepAlive: true, maxSockets: clients });
const statuses = new Map<number, number>();
let sent = 0;

function send(method: string, path: string, body?: unknown): Promise<{ status: number; text: string }> {
  sent += 1;
  return new Promise((resolve, reject) => {
    const headers = {
      "x-auth-token": "admin",
      "openstack-api-version": "placement 1.39",
      "content-type": "application/json",
    };
    const call = request(`${url}${path}`, { agent, method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk) => (text += chunk));
      response.on("end", () => {
        const status = response.statusCode ?? 0;
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        resolve({ status, text });
      });
    });
    call.on("error", reject);
    call.end(body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body));
  });
}

/** A request that breaks off in its body. */
async function breakOff(): Promise<void> {
  sent += 1;
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  socket.write("POST /resource_providers HTTP/1.1\r\nhost: a\r\nx-auth-token: admin\r\n");
  socket.write(`content-type: application/json\r\ncontent-length: 100000\r\n\r\n${" ".repeat(50_000)}`);
  await delay(5);
  socket.destroy();
}

async function client(number: number): Promise<void> {
  const provider = randomUUID();
  await send("POST", "/resource_providers", { name: `soak-${number}-${provider}`, uuid: provider });
  const inventories = { VCPU: { total: 1_000_000 }, MEMORY_MB: { total: 1_000_000 } };
  for (let round = 0; sent < requestsMax && performance.now() < end; round++) {
    const path = `/resource_providers/${provider}/inventories`;
    const generation = JSON.parse((await send("GET", path)).text).resource_provider_generation;
    await send("PUT", path, { resource_provider_generation: generation, inventories });
    for (let read = 0; read < 10; read++) await send("GET", path);
    const consumer = `/allocations/${randomUUID()}`;
    const claim = { allocations: { [provider]: { resources: { VCPU: 1 } } }, project_id: "p", user_id: "u" };
    await send("PUT", consumer, { ...claim, consumer_generation: null, consumer_type: "X" });
    await send("DELETE", consumer);
    if (round % 10 === 0) await send("GET", "/allocation_candidates?resources=VCPU:1&limit=10");
    if (round % 5 === 0) await send("PUT", path, '{"resource_provider_generation": }');
    if (round % 5 === 1) await send("PUT", path, { inventories: `${"x".repeat(20_000)}` });
    if (round % 20 === 2) await breakOff();
  }
}

function tell(): void {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const [, kib = "0"] = /VmRSS:\s+(\d+)/.exec(status) ?? [];
  console.log(`${String(sent).padStart(9)} requests  ${Math.round(Number(kib) / 1024)} MiB`);
}

tell();
const timer = setInterval(tell, 10_000);
await Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
clearInterval(timer);
tell();
await delay(5000);
tell();
console.log("answers by status:", Object.fromEntries(statuses));
agent.destroy();
