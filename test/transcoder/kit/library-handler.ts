import { create, type DescMethod } from "@bufbuild/protobuf";
import {
  Code,
  ConnectError,
  createMethodImplSpec,
  type HandlerContext,
  type Interceptor,
  type MethodImpl,
} from "@connectrpc/connect";
import { BadRequestSchema } from "../../../src/gen/google/rpc/error_details_pb.ts";
import {
  compileStream,
  compileUnary,
  createHttpHandler,
  createRouter,
  type HttpHandler,
  type HttpHandlerOptions,
  type UnaryInvoker,
} from "../../../src/transcoder/index.ts";
import { ArchiveService } from "../gen/library/v1/archive_pb.ts";
import { EveryKindService } from "../gen/library/v1/every_kind_pb.ts";
import { LibraryService } from "../gen/library/v1/library_pb.ts";
import { StreamService } from "../gen/library/v1/stream_pb.ts";
import { type Archive, createArchive } from "./archive.ts";
import { createStreams } from "./streams.ts";

type Implementation = Record<string, (request: never, context: HandlerContext) => unknown>;

/** What the library does: as little as shows what came in. */
export const implementation: Implementation = {
  Echo: (request: object) => request,
  EchoPath: (request: object) => request,
  GetShelf: (request: { shelf: bigint }, context) => {
    if (request.shelf === 404n) throw notFound();
    if (request.shelf === 500n) throw new Error("a secret");
    if (request.shelf === 501n) return { name: 5 };
    context.responseHeader.set("etag", '"1"');
    context.responseTrailer.set("cost", "7");
    return {
      name: `shelf ${request.shelf}`,
      labels: { agent: context.requestHeader.get("user-agent") ?? "" },
    };
  },
  CreateShelf: (request: object) => request,
  ListShelves: (request: { pageSize: number }) => ({ shelves: Array(request.pageSize).fill({ name: "x" }) }),
  MergeShelves: async (_request: object, context) => {
    // Ends when the client is gone.
    await new Promise((resolve) => context.signal.addEventListener("abort", resolve));
    aborted.push(context.signal.reason);
    return {};
  },
};

/** The reasons of calls that were aborted. */
export const aborted: unknown[] = [];

function notFound(): ConnectError {
  const metadata = new Headers({ "x-hint": "look elsewhere", "content-type": "text/lies" });
  const violation = { field: "shelf", description: "is not there" };
  const detail = {
    desc: BadRequestSchema,
    value: create(BadRequestSchema, { fieldViolations: [violation] }),
  };
  return new ConnectError("no such shelf", Code.NotFound, metadata, [detail]);
}

/** A handler for the library, with an archive of its own unless there is one. */
export function libraryHandler(
  options: Partial<HttpHandlerOptions> = {},
  interceptors: readonly Interceptor[] = [],
  archive: Archive = createArchive(),
): HttpHandler {
  const archived = archive.implementation as unknown as Implementation;
  const invoker = (method: DescMethod): UnaryInvoker => {
    const own = method.parent === ArchiveService ? archived[method.localName] : implementation[method.name];
    const impl = (own ?? (() => ({}))) as MethodImpl<typeof LibraryService.method.getShelf>;
    return compileUnary(
      createMethodImplSpec(method as typeof LibraryService.method.getShelf, impl),
      interceptors,
    );
  };
  const streams = createStreams().implementation;
  const streamInvoker = (method: DescMethod) => {
    const { localName } = method as { localName: keyof typeof streams };
    return compileStream(createMethodImplSpec(method, streams[localName] as never), interceptors);
  };
  const router = createRouter([LibraryService, EveryKindService, ArchiveService, StreamService]);
  return createHttpHandler({ router, invoker, streamInvoker, ...options });
}
