import { setTimeout as delay } from "node:timers/promises";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { Code, ConnectError, type HandlerContext, type ServiceImpl } from "@connectrpc/connect";
import { type HttpBody, HttpBodySchema } from "../../../src/gen/google/api/httpbody_pb.ts";
import type {
  AttachRequest,
  EventSchema,
  FollowRequest,
  StreamService,
} from "../gen/library/v1/stream_pb.ts";

/** What a library's streams do, and what was seen of them. */
export interface Streams {
  readonly implementation: ServiceImpl<typeof StreamService>;
  /** How many messages were asked for. */
  produced(): number;
  /** How many streams are not over. */
  open(): number;
  /** Why their signals were aborted. */
  readonly aborted: unknown[];
}

type EventInit = MessageInitShape<typeof EventSchema>;

/**
 * Events 1, 2, 3 and so on, of any shelf. Some shelves are special: on `broken` every third event fails, on `missing`
 * the first one, on `odd` the second can't be written, and `deaf` does not look at its signal while it waits.
 */
export function createStreams(): Streams {
  let produced = 0;
  let open = 0;
  const aborted: unknown[] = [];
  async function* follow(request: FollowRequest, context: HandlerContext): AsyncGenerator<EventInit> {
    const { shelf, after, titleLength, pauseMilliseconds: pauseMs } = request;
    const { signal } = context;
    signal.addEventListener("abort", () => aborted.push(signal.reason));
    context.responseHeader.set("x-shelf", shelf);
    open += 1;
    try {
      if (shelf === "missing") throw new ConnectError("no such shelf", Code.NotFound);
      const count = request.count ?? Number.POSITIVE_INFINITY;
      for (let number = Number(after) + 1; number <= Number(after) + count; number++) {
        if (pauseMs > 0) await delay(pauseMs, undefined, shelf === "deaf" ? {} : { signal });
        if (shelf === "broken" && number % 3 === 0) throw new ConnectError("it fell over", Code.DataLoss);
        produced += 1;
        const title = shelf === "odd" && number === 2 ? (5 as never) : "x".repeat(titleLength);
        yield { number: BigInt(number), title };
      }
      context.responseTrailer.set("x-total", String(produced));
    } finally {
      open -= 1;
    }
  }
  async function* download(request: FollowRequest, context: HandlerContext) {
    const contentType = request.shelf === "untyped" ? "" : "text/csv";
    for await (const { number, title } of follow(request, context)) {
      yield create(HttpBodySchema, { contentType, data: Buffer.from(`${number},${title}\n`) });
    }
  }
  async function* split({ contentType, data }: HttpBody) {
    for (const byte of data) yield { piece: { contentType, data: new Uint8Array([byte]) } };
  }
  async function* attach({ shelf, first, file }: AttachRequest) {
    const title = `${shelf} ${file?.contentType ?? "(none)"} ${file?.data.length ?? -1}`;
    yield { number: first, title };
  }
  return {
    implementation: { follow, download, split, attach },
    produced: () => produced,
    open: () => open,
    aborted,
  };
}
