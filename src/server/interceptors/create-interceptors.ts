import type { DescService } from "@bufbuild/protobuf";
import type { Interceptor, StreamRequest, StreamResponse, UnaryRequest } from "@connectrpc/connect";
import { PlacementError } from "../../domain/errors.ts";
import type { Shutdown } from "../../transcoder/http/shutdown.ts";
import { bindingViolations } from "../../transcoder/invoke.ts";
import { unreadKey } from "../context.ts";
import { authenticate } from "./authenticate.ts";
import type { Authorize } from "./authorize.ts";
import { CallRecord } from "./call-record.ts";
import { withDeadline } from "./deadline.ts";
import { Deadlines } from "./deadlines.ts";
import { untilShutdown } from "./end-stream.ts";
import type { Observer } from "./observe.ts";

/** What the interceptors are told. */
export interface InterceptorOptions {
  /** The longest a unary call may take, in milliseconds. Streams last as long as their client wants. */
  readonly requestTimeoutMs: number;
  readonly observe: Observer;
  readonly authorize: Authorize;
  /** Services whose handlers refuse requests with violations themselves. Default none. */
  readonly refusingViolations?: ReadonlySet<DescService>;
  /** Ends streams, but for those of `endingStreams`. Default: they go on. */
  readonly shutdown?: Shutdown;
  /** Services whose streams end by themselves when the server is about to stop. Default none. */
  readonly endingStreams?: ReadonlySet<DescService>;
}

type Next = ReturnType<Interceptor>;

/**
 * What every call passes, by whatever protocol it came: identity, policy, deadline, the errors' translation, the log.
 *
 * One interceptor for all of it, since each layer of its own costs a call a promise or two; the concerns are
 * functions in files of their own.
 */
export function createInterceptors(options: InterceptorOptions): Interceptor[] {
  const deadlines = new Deadlines(options.requestTimeoutMs);
  return [
    (next) => (request) =>
      request.stream ? stream(next, request, options) : unary(next, request, options, deadlines),
  ];
}

async function unary(next: Next, request: UnaryRequest, options: InterceptorOptions, deadlines: Deadlines) {
  const record = new CallRecord(request, options.observe);
  try {
    admit(request, options);
    refuseViolations(request, options);
    const response = await withDeadline(next, request, deadlines);
    record.succeed();
    return response;
  } catch (error) {
    throw record.fail(error);
  }
}

async function stream(next: Next, request: StreamRequest, options: InterceptorOptions) {
  const record = new CallRecord(request, options.observe);
  try {
    admit(request, options);
    const response = await begin(next, request, options);
    return { ...response, message: recorded(response.message, request, record) };
  } catch (error) {
    throw record.fail(error);
  }
}

async function begin(
  next: Next,
  request: StreamRequest,
  options: InterceptorOptions,
): Promise<StreamResponse> {
  const { shutdown, endingStreams } = options;
  if (shutdown === undefined || endingStreams?.has(request.service) === true) {
    return (await next(request)) as StreamResponse;
  }
  return await untilShutdown(next, request, shutdown);
}

function admit(request: UnaryRequest | StreamRequest, { authorize }: InterceptorOptions): void {
  const unread = request.contextValues.get(unreadKey);
  if (unread !== undefined) throw unread;
  const principal = authenticate(request);
  if (principal !== undefined) authorize(request, principal);
}

/** A handler that does not know of violations would take what could be read of the request for all of it. */
function refuseViolations(request: UnaryRequest, { refusingViolations }: InterceptorOptions): void {
  const violations = request.contextValues.get(bindingViolations);
  if (violations.length > 0 && refusingViolations?.has(request.service) !== true) {
    throw new PlacementError("INVALID_REQUEST", {}, { violations });
  }
}

/** A stream fails while its messages are read, and ends without a word when its client goes away. */
async function* recorded<T>(messages: AsyncIterable<T>, request: StreamRequest, record: CallRecord) {
  try {
    yield* messages;
  } catch (error) {
    throw record.fail(error);
  } finally {
    if (request.signal.aborted) record.fail(request.signal.reason);
    else record.succeed();
  }
}
