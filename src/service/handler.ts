import type {
  DescMessage,
  DescMethodUnary,
  Message,
  MessageInitShape,
  MessageShape,
} from "@bufbuild/protobuf";
import type { ContextKey, HandlerContext } from "@connectrpc/connect";
import { type FieldViolation, PlacementError } from "../domain/errors.ts";
import { nulViolations } from "./nul-violations.ts";
import { shapeViolations } from "./shape-violations.ts";

/** What one RPC does, apart from what all do. */
export interface Handler<I extends DescMessage, O extends DescMessage> {
  /**
   * Looks the object up that the request is about, and refuses when there is none. It is asked only when the
   * request's shape is wrong: to those who ask about nothing, the shape of their request is not discussed.
   */
  readonly named?: (request: MessageShape<I>) => Promise<unknown>;
  readonly handle: (request: MessageShape<I>, context: HandlerContext) => Promise<MessageInitShape<O>>;
}

/** A handler for each RPC of a service, under its name in the generated code. */
export type Handlers<Methods extends Record<string, DescMethodUnary>> = {
  readonly [K in keyof Methods]: Handler<Methods[K]["input"], Methods[K]["output"]>;
};

/** What Connect wants of a service's implementation. */
export type Implementation<Methods extends Record<string, DescMethodUnary>> = {
  readonly [K in keyof Methods]: (
    request: MessageShape<Methods[K]["input"]>,
    context: HandlerContext,
  ) => Promise<MessageInitShape<Methods[K]["output"]>>;
};

/** Where a protocol that binds requests itself leaves what it found wrong with one. */
export type ViolationsKey = ContextKey<readonly FieldViolation[]>;

/**
 * Puts the check of the request's shape, by the contract's rules, before each handler of a service.
 * Refuses with INVALID_REQUEST.
 */
export function implement<Methods extends Record<string, DescMethodUnary>>(
  service: { readonly method: Methods },
  handlers: Handlers<Methods>,
  violationsKey: ViolationsKey,
): Implementation<Methods> {
  const entries = Object.entries(service.method).map(([name, method]) => [
    name,
    checked(method, handlers[name] as unknown as Handler<DescMessage, DescMessage>, violationsKey),
  ]);
  return Object.fromEntries(entries);
}

function checked(method: DescMethodUnary, handler: Handler<DescMessage, DescMessage>, key: ViolationsKey) {
  return (request: MessageShape<DescMessage>, context: HandlerContext) => {
    const violations = merge(context.values.get(key), shapeViolations(method.input, request));
    return violations.length === 0
      ? handler.handle(request, context).catch((error) => refuseUnkept(method, request, error))
      : refuse(handler, request, violations);
  };
}

/** Says which fields the store could not keep: it does not know where a value came from. */
function refuseUnkept(method: DescMethodUnary, request: Message, error: unknown): never {
  const isUnkept =
    error instanceof PlacementError && error.reason === "INVALID_REQUEST" && error.violations.length === 0;
  const violations = isUnkept ? nulViolations(method.input, request) : [];
  throw violations.length === 0
    ? error
    : new PlacementError("INVALID_REQUEST", {}, { violations, cause: error });
}

async function refuse(
  handler: Handler<DescMessage, DescMessage>,
  request: MessageShape<DescMessage>,
  violations: readonly FieldViolation[],
): Promise<never> {
  await handler.named?.(request);
  throw new PlacementError("INVALID_REQUEST", {}, { violations });
}

/** Whether nothing of a request could be read, so that all of it is absent from the message. */
function isAboutAll({ field, rule }: FieldViolation): boolean {
  return field === "" && rule !== "unknown_field";
}

/** A field that could not be bound is absent from the message: what its rules then say is beside the point. */
function merge(
  binding: readonly FieldViolation[],
  shape: readonly FieldViolation[],
): readonly FieldViolation[] {
  if (binding.length === 0) {
    return shape;
  }
  if (binding.some(isAboutAll)) {
    return binding;
  }
  const bound = new Set(binding.map((violation) => violation.field));
  return [...binding, ...shape.filter((violation) => !bound.has(violation.field))];
}
