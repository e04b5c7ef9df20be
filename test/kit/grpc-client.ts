import { join } from "node:path";
import { fromBinary } from "@bufbuild/protobuf";
import { anyUnpack } from "@bufbuild/protobuf/wkt";
import {
  credentials,
  loadPackageDefinition,
  Metadata,
  type ServiceClientConstructor,
  type ServiceError,
} from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { BadRequestSchema, ErrorInfoSchema } from "../../src/gen/google/rpc/error_details_pb.ts";
import { StatusSchema } from "../../src/gen/google/rpc/status_pb.ts";

const proto = join(import.meta.dirname, "../../proto");

const definition = loadPackageDefinition(
  loadSync(
    ["resource_provider", "inventory", "resource_class", "allocation", "candidate"].map(
      (name) => `placement/v1/${name}_service.proto`,
    ),
    { includeDirs: [proto], keepCase: true, defaults: true, oneofs: false },
  ),
) as unknown as { placement: { v1: Record<string, ServiceClientConstructor> } };

/** A client of grpc-js with stubs from our proto files, as a Node user would have it without Connect. */
export function grpcClient(
  address: string,
  service:
    | "ResourceProviderService"
    | "InventoryService"
    | "ResourceClassService"
    | "AllocationService"
    | "CandidateService",
) {
  const Client = definition.placement.v1[service];
  if (Client === undefined) throw new Error(`no ${service} in the protos`);
  const client = new Client(address, credentials.createInsecure());
  return {
    /** Calls a method; rejects with grpc-js' error. Field names are those of the proto. */
    // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came.
    call(method: string, request: object, token: string | undefined = "admin"): Promise<any> {
      const metadata = new Metadata();
      if (token !== undefined && token !== "") metadata.set("x-auth-token", token);
      return new Promise((resolve, reject) => {
        client[method]?.(request, metadata, (error: ServiceError | null, answer: unknown) =>
          error === null ? resolve(answer) : reject(error),
        );
      });
    },
    close: () => client.close(),
  };
}

/** What a refusal over gRPC carries beside its code. */
export function refusal(error: unknown): {
  code: number;
  reason: string;
  metadata: Record<string, string>;
  fields: string[];
} {
  const { code, metadata } = error as ServiceError;
  const [bytes] = metadata.get("grpc-status-details-bin");
  const details = bytes instanceof Buffer ? fromBinary(StatusSchema, bytes).details : [];
  const info = details.map((detail) => anyUnpack(detail, ErrorInfoSchema)).find((one) => one !== undefined);
  const bad = details.map((detail) => anyUnpack(detail, BadRequestSchema)).find((one) => one !== undefined);
  return {
    code,
    reason: info?.reason ?? "",
    metadata: info?.metadata ?? {},
    fields: bad?.fieldViolations.map((violation) => violation.field) ?? [],
  };
}
