import type { DescFile } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import type { ServerReflectionRequest as RequestV1 } from "../../gen/grpc/reflection/v1/reflection_pb.ts";
import type { ServerReflectionRequest as RequestV1Alpha } from "../../gen/grpc/reflection/v1alpha/reflection_pb.ts";
import type { Readiness } from "../health/readiness.ts";
import { type DescriptorIndex, encodeFile, fileName, withImports } from "./descriptor-index.ts";

/**
 * gRPC's server reflection, by which tools like grpcurl learn what a server offers. The protocol's two versions
 * differ in nothing but their package, so one implementation serves both.
 */
export function createReflectionService(index: DescriptorIndex, readiness: Readiness) {
  async function* serverReflectionInfo<Request extends RequestV1 | RequestV1Alpha>(
    requests: AsyncIterable<Request>,
  ) {
    const sent = new Set<string>();
    for await (const request of untilDrained(requests, readiness)) {
      yield {
        validHost: request.host,
        originalRequest: request,
        messageResponse: answer(request, index, sent),
      };
    }
  }
  return { serverReflectionInfo };
}

/** Clients keep their stream open for as long as they live: they must not hold up a shutdown. */
async function* untilDrained<T>(messages: AsyncIterable<T>, readiness: Readiness) {
  const iterator = messages[Symbol.asyncIterator]();
  while (!readiness.draining) {
    const result = await unlessDrained(iterator.next(), readiness);
    if (result === undefined || result.done === true) return;
    yield result.value;
  }
}

/** What is awaited, or undefined as soon as the server is shutting down. */
function unlessDrained<T>(awaited: Promise<T>, readiness: Readiness): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const forget = readiness.onChange(() => {
      if (readiness.draining) resolve(undefined);
    });
    awaited.then(resolve, reject).finally(forget);
  });
}

function answer({ messageRequest }: RequestV1 | RequestV1Alpha, index: DescriptorIndex, sent: Set<string>) {
  switch (messageRequest.case) {
    case "listServices":
      return listServices(index);
    case "fileByFilename":
      return files(index.fileByName(messageRequest.value), `file ${messageRequest.value}`, sent);
    case "fileContainingSymbol":
      return files(index.fileBySymbol(messageRequest.value), `symbol ${messageRequest.value}`, sent);
    case "fileContainingExtension": {
      const { containingType, extensionNumber } = messageRequest.value;
      const extension = index.extensionsOf(containingType)?.get(extensionNumber);
      return files(extension?.file, `extension ${extensionNumber} of ${containingType}`, sent);
    }
    case "allExtensionNumbersOfType":
      return extensionNumbers(messageRequest.value, index);
    case undefined:
      return failure(Code.InvalidArgument, "the request asks for nothing");
  }
}

function listServices(index: DescriptorIndex) {
  const service = index.serviceNames.map((name) => ({ name }));
  return { case: "listServicesResponse" as const, value: { service } };
}

function extensionNumbers(typeName: string, index: DescriptorIndex) {
  const extensions = index.extensionsOf(typeName);
  if (extensions === undefined) return notFound(`type ${typeName}`);
  const value = { baseTypeName: typeName, extensionNumber: [...extensions.keys()] };
  return { case: "allExtensionNumbersResponse" as const, value };
}

/** The file and those of its imports that the stream has not carried yet: clients keep what they have seen. */
function files(file: DescFile | undefined, what: string, sent: Set<string>) {
  if (file === undefined) return notFound(what);
  const fresh = withImports(file).filter((one) => one === file || !sent.has(fileName(one)));
  for (const one of fresh) sent.add(fileName(one));
  return {
    case: "fileDescriptorResponse" as const,
    value: { fileDescriptorProto: fresh.map((one) => encodeFile(one)) },
  };
}

function notFound(what: string) {
  return failure(Code.NotFound, `no ${what}`);
}

function failure(errorCode: Code, errorMessage: string) {
  return { case: "errorResponse" as const, value: { errorCode, errorMessage } };
}
