/**
 * A plugin for buf and protoc that generates nothing: it refuses what is wrong with the `google.api.http` rules of
 * the files, with file, method and reason, before any server starts. With buf, as a local plugin
 * `["node", "…/protoc-gen-http-rules.ts"]` and `strategy: all`, so that the rules of all folders are compared.
 */
import { buffer } from "node:stream/consumers";
import { create, createFileRegistry, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  CodeGeneratorRequestSchema,
  CodeGeneratorResponseSchema,
  CodeGeneratorResponse_Feature as Feature,
  FileDescriptorSetSchema,
} from "@bufbuild/protobuf/wkt";
import { ruleErrors } from "./rule-errors.ts";

const request = fromBinary(CodeGeneratorRequestSchema, await buffer(process.stdin));
const registry = createFileRegistry(create(FileDescriptorSetSchema, { file: request.protoFile }));
const services = request.fileToGenerate.flatMap((name) => registry.getFile(name)?.services ?? []);
const errors = ruleErrors(services).map((error) => error.message);
const response = create(CodeGeneratorResponseSchema, {
  ...(errors.length > 0 && { error: errors.join("\n") }),
  supportedFeatures: BigInt(Feature.PROTO3_OPTIONAL | Feature.SUPPORTS_EDITIONS),
  minimumEdition: 998,
  maximumEdition: 1001,
});
process.stdout.write(toBinary(CodeGeneratorResponseSchema, response));
