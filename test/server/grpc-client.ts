import { type DescMethod, fromBinary, type MessageShape, toBinary } from "@bufbuild/protobuf";
import {
  type CallOptions,
  Client,
  credentials,
  Metadata,
  type MethodDefinition,
  type ServiceError,
} from "@grpc/grpc-js";

/** How a call with grpc-js went. */
export interface GrpcResult<O> {
  readonly response?: O;
  readonly error?: ServiceError;
  readonly header: Metadata;
  readonly trailer: Metadata;
}

/** A channel of grpc-js to the loopback interface. */
export function grpcChannel(port: number): Client {
  return new Client(`127.0.0.1:${port}`, credentials.createInsecure());
}

/** Metadata of a caller who may do everything, and more. */
export function asAdmin(more: Record<string, string | Buffer> = {}): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries({ "x-auth-token": "admin", ...more })) metadata.set(name, value);
  return metadata;
}

/** How grpc-js calls a method that protobuf-es describes. */
export function grpcMethod<M extends DescMethod>(
  method: M,
): MethodDefinition<MessageShape<M["input"]>, MessageShape<M["output"]>> {
  return {
    path: `/${method.parent.typeName}/${method.name}`,
    requestStream: method.methodKind === "client_streaming" || method.methodKind === "bidi_streaming",
    responseStream: method.methodKind === "server_streaming" || method.methodKind === "bidi_streaming",
    requestSerialize: (message) => Buffer.from(toBinary(method.input, message)),
    requestDeserialize: (bytes) => fromBinary(method.input, bytes) as MessageShape<M["input"]>,
    responseSerialize: (message) => Buffer.from(toBinary(method.output, message)),
    responseDeserialize: (bytes) => fromBinary(method.output, bytes) as MessageShape<M["output"]>,
  };
}

/** Calls a unary method with grpc-js; resolves whatever comes of it. */
export function grpcCall<M extends DescMethod>(
  client: Client,
  method: M,
  request: MessageShape<M["input"]>,
  { metadata = asAdmin(), ...options }: CallOptions & { metadata?: Metadata } = {},
): Promise<GrpcResult<MessageShape<M["output"]>>> {
  const { path, requestSerialize, responseDeserialize } = grpcMethod(method);
  return new Promise((resolve) => {
    let header = new Metadata();
    let outcome: { response?: MessageShape<M["output"]>; error?: ServiceError } = {};
    const call = client.makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize,
      request,
      metadata,
      options,
      (error, response) => {
        outcome = {
          ...(error === null ? undefined : { error }),
          ...(response === undefined ? undefined : { response }),
        };
      },
    );
    call.on("metadata", (received) => {
      header = received;
    });
    // The status follows the callback: only then are the trailers here.
    call.on("status", ({ metadata: trailer }) =>
      setImmediate(() => resolve({ ...outcome, header, trailer })),
    );
  });
}
