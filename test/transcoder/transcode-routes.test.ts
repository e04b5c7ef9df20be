import { type ConnectRouter, createContextKey, type Interceptor } from "@connectrpc/connect";
import { describe, expect, test } from "vitest";
import { createRouter, RuleError, transcodeRoutes } from "../../src/transcoder/index.ts";
import { ArchiveService } from "./gen/library/v1/archive_pb.ts";
import { LibraryService } from "./gen/library/v1/library_pb.ts";
import { StreamService, UploadService } from "./gen/library/v1/stream_pb.ts";
import { createArchive } from "./kit/archive.ts";
import { ask } from "./kit/ask.ts";
import { serve } from "./kit/serve.ts";
import { createStreams } from "./kit/streams.ts";

const trace = createContextKey("");

/** Leaves its name in the context of a call. */
function named(name: string): Interceptor {
  return (next) => (request) => {
    request.contextValues.set(trace, request.contextValues.get(trace) + name);
    return next(request);
  };
}

describe("transcodeRoutes()", () => {
  test("serves services and single RPCs, and says of the others that they are not implemented", async () => {
    const routes = (router: ConnectRouter) =>
      router
        .service(ArchiveService, createArchive().implementation)
        .rpc(LibraryService.method.getShelf, ({ shelf }) => ({ name: `shelf ${shelf}` }))
        .service(LibraryService, {});
    await using served = await serve(transcodeRoutes(routes));
    expect((await ask(served.url, "GET /v1/documents/a")).json).toMatchObject({ title: "On shelves" });
    const missing = await ask(served.url, "GET /v1/shelves");
    expect(missing.status).toBe(501);
  });

  test("does not serve what is not registered", async () => {
    const routes = (router: ConnectRouter) => router.rpc(LibraryService.method.getShelf, () => ({}));
    await using served = await serve(transcodeRoutes(routes));
    expect((await ask(served.url, "GET /v1/shelves/7")).status).toBe(200);
    expect((await ask(served.url, "GET /v1/shelves")).status).toBe(404);
  });

  test("calls the interceptors of all, then those of the service", async () => {
    const routes = (router: ConnectRouter) =>
      router.rpc(LibraryService.method.getShelf, (_, context) => ({ name: context.values.get(trace) }), {
        interceptors: [named("c")],
      });
    const handler = transcodeRoutes(routes, { interceptors: [named("a"), named("b")] });
    await using served = await serve(handler);
    expect((await ask(served.url, "GET /v1/shelves/7")).json).toMatchObject({ name: "abc" });
  });

  test("passes the options on to the router and the handler", async () => {
    const routes = (router: ConnectRouter) => router.rpc(LibraryService.method.listShelves, () => ({}));
    const handler = transcodeRoutes(routes, {
      binding: { jsonNames: false },
      limits: { queryPairs: 1 },
      hooks: { notFound: (req, res) => res.end(`no ${req.url}`) },
    });
    await using served = await serve(handler);
    expect((await ask(served.url, "GET /v1/shelves?pageSize=1")).status).toBe(400);
    expect((await ask(served.url, "GET /v1/shelves?page_size=1")).status).toBe(200);
    expect((await ask(served.url, "GET /v1/shelves?page_size=1&page_token=x")).status).toBe(400);
    expect((await ask(served.url, "GET /x")).bytes.toString()).toBe("no /x");
  });

  test("serves streams of answers, and leaves those of requests to the RPC protocols", async () => {
    const talk = async function* () {};
    const routes = (router: ConnectRouter) =>
      router
        .service(StreamService, createStreams().implementation)
        .service(UploadService, { upload: async () => ({}), talk });
    await using served = await serve(transcodeRoutes(routes));
    const { bytes } = await ask(served.url, "GET /v1/events/a?count=2");
    expect(bytes.toString().trimEnd().split("\n")).toHaveLength(2);
    expect((await ask(served.url, "POST /v1/upload")).status).toBe(404);
    expect(() => createRouter([UploadService])).toThrow("Upload: streams of requests are not served");
  });

  test("refuses rules that can't be served", () => {
    const fieldRules = () => ({ hidden: true });
    const routes = (router: ConnectRouter) => router.rpc(LibraryService.method.getShelf, () => ({}));
    expect(() => transcodeRoutes(routes, { binding: { fieldRules } })).toThrow(RuleError);
  });
});
