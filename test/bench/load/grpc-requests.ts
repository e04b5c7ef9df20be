import { create, type DescMethod, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { AllocationService } from "../../../src/gen/placement/v1/allocation_service_pb.ts";
import { CandidateService } from "../../../src/gen/placement/v1/candidate_service_pb.ts";
import { InventoryService } from "../../../src/gen/placement/v1/inventory_service_pb.ts";
import { EchoService } from "../../server/gen/echo/v1/echo_pb.ts";
import { callHead, callMessage } from "./http2-frames.ts";
import type { ProviderAt, Traffic } from "./load-plan.ts";
import { claimed, consumerUuid, inventoriesAt, owner, shareOf } from "./load-shapes.ts";
import { inTurn, type NextRequest } from "./rest-requests.ts";

const headers = {
  "content-type": "application/grpc",
  te: "trailers",
  "user-agent": "grpc-node-js/1.14.7",
  "grpc-accept-encoding": "identity,deflate,gzip",
  "x-auth-token": "admin",
};

/** What one of the clients sends by gRPC: the same as by REST. */
export function grpcRequests(traffic: Traffic, place: { client: number; clients: number }): NextRequest {
  switch (traffic.kind) {
    case "echo":
      return call(EchoService.method.echo, { text: "hello" });
    case "get":
    case "post":
      throw new TypeError("a path is for REST");
    case "candidates":
      return call(CandidateService.method.listAllocationCandidates, {
        groups: [{ resources: claimed }],
        ...(traffic.limit === undefined ? {} : { limit: traffic.limit }),
      });
    case "get_inventories":
      return getInventories(shareOf(traffic.providers, place));
    case "put_inventories":
      return putInventories(shareOf(traffic.providers, place));
    case "put_allocations":
      return putAllocations(shareOf(traffic.providers, place), traffic.prefix, place.client);
  }
}

function getInventories(providers: readonly ProviderAt[]): NextRequest {
  const method = InventoryService.method.listInventories;
  const calls = providers.map(([uuid]) => call(method, { resourceProviderUuid: uuid }));
  return inTurn(calls, (one) => one());
}

function putInventories(providers: readonly ProviderAt[]): NextRequest {
  const method = InventoryService.method.replaceInventories;
  const head = headOf(method);
  const mine = providers.map(([uuid, generation]) => {
    const [even, odd] = [0, 1].map((generation) => ({
      resourceProviderUuid: uuid,
      inventories: Object.fromEntries(
        Object.entries(inventoriesAt(generation)).map(([name, { allocation_ratio, ...inventory }]) => [
          name,
          { ...inventory, allocationRatio: allocation_ratio },
        ]),
      ),
    }));
    return { generation, messages: [encode(method, even ?? {}), encode(method, odd ?? {})] as const };
  });
  // The encodings of two parts of a message are, one after the other, the encoding of the whole.
  return inTurn(mine, (provider) => {
    const generation = provider.generation++;
    const message = provider.messages[generation % 2 === 0 ? 0 : 1];
    const condition = encode(method, { resourceProviderGeneration: generation });
    return Buffer.concat([head, callMessage([message, condition])]);
  });
}

function putAllocations(providers: readonly ProviderAt[], prefix: string, client: number): NextRequest {
  const method = AllocationService.method.replaceAllocations;
  const head = headOf(method);
  const messages = providers.map(([uuid]) =>
    encode(method, {
      allocations: { [uuid]: { resources: claimed } },
      projectId: owner.project,
      userId: owner.user,
      consumerType: owner.type,
    }),
  );
  return inTurn(messages, (message, turn) => {
    const consumer = encode(method, { consumerUuid: consumerUuid(prefix, client, turn) });
    return Buffer.concat([head, callMessage([message, consumer])]);
  });
}

/** The same call each time. */
function call<M extends DescMethod>(method: M, message: MessageInitShape<M["input"]>): NextRequest {
  const request = Buffer.concat([headOf(method), callMessage([encode(method, message)])]);
  return () => request;
}

function headOf(method: DescMethod): Buffer {
  return callHead(`/${method.parent.typeName}/${method.name}`, headers);
}

function encode<M extends DescMethod>(method: M, message: MessageInitShape<M["input"]>): Uint8Array {
  return toBinary(method.input, create(method.input, message));
}
