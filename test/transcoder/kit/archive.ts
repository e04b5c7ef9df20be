import { setTimeout as delay } from "node:timers/promises";
import { create, isFieldSet, type MessageInitShape } from "@bufbuild/protobuf";
import { Code, ConnectError, type HandlerContext, type ServiceImpl } from "@connectrpc/connect";
import { HttpBodySchema } from "../../../src/gen/google/api/httpbody_pb.ts";
import {
  type ArchiveService,
  type DocumentSchema,
  type PatchDocumentRequest,
  type PutDocumentRequest,
  PutDocumentRequestSchema,
} from "../gen/library/v1/archive_pb.ts";

interface Document extends Partial<Omit<MessageInitShape<typeof DocumentSchema>, "$typeName">> {
  readonly id: string;
  readonly revision: bigint;
}

/** An archive that remembers documents, and whoever waited in it. */
export interface Archive {
  readonly implementation: ServiceImpl<typeof ArchiveService>;
  readonly documents: Map<string, Document>;
  /** The requests that reached it. */
  readonly patches: PatchDocumentRequest[];
  /** Why calls of Wait ended early. */
  readonly aborted: unknown[];
}

/** An archive with one document, `a`, of revision 7. */
export function createArchive(): Archive {
  const documents = new Map<string, Document>([["a", { id: "a", title: "On shelves", revision: 7n }]]);
  const patches: PatchDocumentRequest[] = [];
  const aborted: unknown[] = [];
  const find = (id: string): Document => {
    const document = documents.get(id);
    if (document === undefined) throw new ConnectError("no such document", Code.NotFound);
    return document;
  };
  return {
    documents,
    patches,
    aborted,
    implementation: {
      getDocument: ({ id }) => find(id),
      putDocument: (request) => ({ document: put(documents, request) }),
      patchDocument: (request) => {
        patches.push(request);
        const document = find(request.document?.id ?? "");
        if (request.revision !== undefined && request.revision !== document.revision) throw moved();
        return document;
      },
      getScan: ({ id }) => scans[id] ?? {},
      getCover: ({ id }) => (id === "none" ? {} : { cover: scans[id] ?? {} }),
      putScan: ({ id, page, scan }) => ({
        id,
        page,
        contentType: scan?.contentType ?? "(none)",
        bytes: scan?.data.length ?? -1,
      }),
      convert: ({ contentType, data }) => create(HttpBodySchema, { contentType, data: data.toReversed() }),
      wait: (request, context) => wait(request.milliseconds, context, aborted),
    },
  };
}

const scans: Readonly<Record<string, MessageInitShape<typeof HttpBodySchema>>> = {
  a: { contentType: "image/png", data: new Uint8Array([0x89, 0x50, 0x4e, 0x47]) },
  text: { contentType: "text/plain; charset=utf-8", data: Buffer.from("x".repeat(5000)) },
  untyped: { data: new Uint8Array([1]) },
  split: { contentType: "text/plain\r\nx: y" },
};

function put(documents: Map<string, Document>, request: PutDocumentRequest): Document {
  const { document: next, onlyNew } = request;
  const id = next?.id ?? "";
  const present = documents.get(id);
  if (onlyNew && present !== undefined) throw new ConnectError("there is one already", Code.AlreadyExists);
  const seen = isFieldSet(request, PutDocumentRequestSchema.field.revision) ? request.revision : undefined;
  if (seen !== undefined && seen !== present?.revision) throw moved();
  const document: Document = { title: next?.title ?? "", id, revision: (present?.revision ?? 0n) + 1n };
  documents.set(id, document);
  return document;
}

function moved(): ConnectError {
  return new ConnectError("somebody else wrote first", Code.Aborted);
}

async function wait(milliseconds: number, { signal }: HandlerContext, aborted: unknown[]) {
  signal.addEventListener("abort", () => aborted.push(signal.reason));
  // A negative time is for those who don't look at the signal.
  await (milliseconds < 0 ? delay(-milliseconds) : delay(milliseconds, undefined, { signal }));
  return {};
}
