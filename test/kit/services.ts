import {
  create,
  type DescMessage,
  type DescMethodUnary,
  type DescService,
  type Message,
  type MessageInitShape,
  type MessageShape,
} from "@bufbuild/protobuf";
import { createHandlerContext, type HandlerContext } from "@connectrpc/connect";
import { createServices } from "../../src/service/create-services.ts";
import { LargeAnswers } from "../../src/service/large-answers.ts";
import { bindingViolations } from "../../src/transcoder/index.ts";
import type { useStorage } from "./storage.ts";

/** What one RPC answers: the message and its headers. */
export interface Answer<O> {
  readonly message: O;
  readonly header: Headers;
}

const largeAnswers = new LargeAnswers({ largeAnswersMax: 100, requestTimeoutMs: 30_000 });
const settings = { candidatesMax: 1000, randomizeCandidates: false };

/** What an implementation of unary RPCs consists of. */
type Handle = (request: Message, context: HandlerContext) => Promise<MessageInitShape<DescMessage>>;

/**
 * Calls RPCs on a storage as the server would, without a server: what they refuse comes out as the domain's error.
 */
export function useServices(storage: ReturnType<typeof useStorage>) {
  return async function call<Method extends DescMethodUnary>(
    method: Method,
    request: MessageInitShape<Method["input"]>,
  ): Promise<Answer<MessageShape<Method["output"]>>> {
    const services = createServices(storage.current.store, bindingViolations, settings, largeAnswers);
    const entry = services.find(({ service }) => service.typeName === method.parent.typeName);
    const handler = entry?.implementation[method.localName] as Handle | undefined;
    if (entry === undefined || handler === undefined) throw new Error(`${method.name} is not served`);
    const context = contextFor(entry.service, method);
    const answer = await handler(create(method.input, request), context);
    return {
      message: create(method.output, answer) as MessageShape<Method["output"]>,
      header: context.responseHeader,
    };
  };
}

function contextFor(service: DescService, method: DescMethodUnary) {
  return createHandlerContext({
    service,
    method,
    protocolName: "test",
    requestMethod: "POST",
    url: `https://localhost/${service.typeName}/${method.name}`,
  });
}
