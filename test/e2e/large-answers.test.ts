import { createClient, type Interceptor } from "@connectrpc/connect";
import { createConnectTransport, createGrpcWebTransport } from "@connectrpc/connect-node";
import { describe, expect, test } from "vitest";
import { CandidateService } from "../../src/gen/placement/v1/candidate_service_pb.ts";
import { ResourceProviderService } from "../../src/gen/placement/v1/resource_provider_service_pb.ts";
import { grpcClient, refusal } from "../kit/grpc-client.ts";
import { rest } from "../kit/rest-client.ts";
import { HOSTS, type Served, useServedHosts } from "../kit/served-hosts.ts";

const served = useServedHosts({
  two: { PLACEMENTD_LARGE_ANSWERS_MAX: "2" },
  one: { PLACEMENTD_LARGE_ANSWERS_MAX: "1", PLACEMENTD_REQUEST_TIMEOUT_MS: "2000" },
});

const search = "/allocation_candidates?resources=VCPU:1";
const wanted = { groups: [{ resources: { VCPU: 1 } }] };

/** How many items large answers have, each by another protocol. */
function protocols({ url, port }: Served): Record<"providers" | "candidates", (() => Promise<number>)[]> {
  const transports = [
    createConnectTransport({ baseUrl: url, httpVersion: "1.1", interceptors: [asAdmin] }),
    createConnectTransport({
      baseUrl: url,
      httpVersion: "2",
      useBinaryFormat: false,
      interceptors: [asAdmin],
    }),
    createGrpcWebTransport({ baseUrl: url, httpVersion: "1.1", interceptors: [asAdmin] }),
  ];
  const grpc = async (
    service: "CandidateService" | "ResourceProviderService",
    method: string,
    asked: object,
  ) => {
    const client = grpcClient(`127.0.0.1:${port}`, service);
    return client.call(method, asked).finally(client.close);
  };
  return {
    providers: [
      async () => (await rest(url, "GET /resource_providers")).body.resource_providers.length,
      async () =>
        (await grpc("ResourceProviderService", "ListResourceProviders", {})).resource_providers.length,
      ...transports.map((transport) => async () => {
        const client = createClient(ResourceProviderService, transport);
        return (await client.listResourceProviders({})).resourceProviders.length;
      }),
    ],
    candidates: [
      async () => (await rest(url, `GET ${search}`)).body.allocation_requests.length,
      async () => (await rest(url, `GET ${search}`, { version: "1.20" })).body.allocation_requests.length,
      async () =>
        (await grpc("CandidateService", "ListAllocationCandidates", wanted)).allocation_requests.length,
      ...transports.map((transport) => async () => {
        const client = createClient(CandidateService, transport);
        return (await client.listAllocationCandidates(wanted)).allocationRequests.length;
      }),
    ],
  };
}

const asAdmin: Interceptor = (next) => (request) => {
  request.header.set("x-auth-token", "admin");
  return next(request);
};

function leaveable(url: string, path: string) {
  const leave = new AbortController();
  const headers = { "x-auth-token": "admin", "openstack-api-version": "placement 1.39" };
  const answer = fetch(url + path, { headers, signal: leave.signal });
  return { answer: answer.then(({ status }) => status).catch(() => "gone"), leave };
}

describe("large answers", () => {
  test.each(["providers", "candidates"] as const)(
    "of %s come by every protocol, and no more at once than there may be",
    async (what) => {
      const { answers } = served.two;
      const takenBefore = answers.taken;
      const asked = protocols(served.two)[what].flatMap((ask) => [ask, ask, ask, ask]);
      const counts = await Promise.all(asked.map((ask) => ask()));
      expect(counts).toEqual(asked.map(() => HOSTS));
      expect(answers.taken - takenBefore).toBe(asked.length);
      expect(answers.most).toBe(2);
      await expect.poll(() => answers.inWork).toBe(0);
    },
  );

  test("do not keep others waiting", async () => {
    const { url, answers, gate } = served.two;
    gate.close();
    const reads = gate.reads;
    const lists = [0, 1, 2].map(() => leaveable(url, "/resource_providers"));
    await expect.poll(() => answers.waiting).toBe(1);
    expect(gate.reads - reads).toBe(2);
    // Up to a thousand candidates come while lists are in work, and so do narrow lists.
    const limited = await rest(url, `GET ${search}&limit=1000`);
    expect(limited.body.allocation_requests).toHaveLength(1000);
    const narrow = leaveable(url, "/resource_providers?name=h1");
    await expect.poll(() => gate.reads - reads).toBe(3);
    expect(answers.waiting).toBe(1);
    gate.open();
    expect(await Promise.all([...lists, narrow].map(({ answer }) => answer))).toEqual([200, 200, 200, 200]);
    await expect.poll(() => answers.inWork).toBe(0);
  });

  test("give their places to others when their clients leave, as soon as their work ends", async () => {
    const { url, answers, gate } = served.two;
    gate.close();
    const reads = gate.reads;
    const lists = Array.from({ length: 2 }, () => leaveable(url, "/resource_providers"));
    await expect.poll(() => gate.reads - reads).toBe(2);
    const [waiting, next] = [leaveable(url, search), leaveable(url, search)];
    await expect.poll(() => answers.waiting).toBe(2);
    for (const { leave } of [...lists, waiting]) leave.abort();
    await expect.poll(() => answers.waiting).toBe(1);
    // What is read for nobody is in memory all the same.
    expect(answers).toMatchObject({ inWork: 2, waiting: 1 });
    gate.open();
    expect(await next.answer).toBe(200);
    expect(await Promise.all([...lists, waiting].map(({ answer }) => answer))).toEqual([
      "gone",
      "gone",
      "gone",
    ]);
    await expect.poll(() => answers.inWork).toBe(0);
  });
});

describe("a large answer whose turn does not come", () => {
  test("is refused for the moment", async () => {
    const { url, port, answers, gate } = served.one;
    gate.close();
    const holder = leaveable(url, "/resource_providers");
    await expect.poll(() => answers.inWork).toBe(1);
    const client = grpcClient(`127.0.0.1:${port}`, "CandidateService");
    const [answer, error] = await Promise.all([
      rest(url, `GET ${search}`),
      client.call("ListAllocationCandidates", wanted).catch((error) => error),
    ]);
    client.close();
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("1");
    expect(answer.body.errors[0].detail).toContain("busy with large answers");
    expect(refusal(error)).toMatchObject({
      code: 14,
      reason: "ERROR_REASON_UNAVAILABLE",
      metadata: { busy_with: "large answers" },
    });
    holder.leave.abort();
    gate.open();
    await expect.poll(() => answers.inWork).toBe(0);
    expect((await rest(url, `GET ${search}`)).status).toBe(200);
  });
});
