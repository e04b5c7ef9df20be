import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createFileRegistry, type DescService, fromBinary, hasOption } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { http } from "../../gen/google/api/annotations_pb.ts";
import { commentsOf } from "../../transcoder/index.ts";
import { createDocument } from "./create-document.ts";
import { documentFile } from "./document-file.ts";

// `npm run generate` runs this: the contract's descriptors with their comments, which generated code has not, become
// the document that is committed and served.

const descriptorBytesMax = 64 * 1024 * 1024;

const bytes = execFileSync("buf", ["build", "--as-file-descriptor-set", "-o", "-"], {
  maxBuffer: descriptorBytesMax,
  stdio: ["ignore", "pipe", "inherit"],
});
const files = fromBinary(FileDescriptorSetSchema, bytes);
const services = [...createFileRegistry(files)].filter(
  (desc): desc is DescService =>
    desc.kind === "service" && desc.methods.some((method) => hasOption(method, http)),
);
const document = createDocument(services, commentsOf(files));
writeFileSync(documentFile, `${JSON.stringify(document, null, 2)}\n`);
