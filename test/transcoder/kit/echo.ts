import type { DescMethodUnary, DescService, JsonValue } from "@bufbuild/protobuf";
import { createMethodImplSpec } from "@connectrpc/connect";
import {
  compileUnary,
  createHttpHandler,
  createRouter,
  type RouterOptions,
} from "../../../src/transcoder/index.ts";
import { ask } from "./ask.ts";
import { type Served, serve } from "./serve.ts";

/** What came back over HTTP: the JSON of a success, or what was wrong, each field with the rule that it breaks. */
export type Echoed = JsonValue | readonly string[];

/** Serves services whose methods answer with what they are asked. */
export function serveEcho(services: readonly DescService[], options?: RouterOptions): Promise<Served> {
  const invoker = (method: DescMethodUnary) =>
    compileUnary(
      createMethodImplSpec(method, (request) => request),
      [],
    );
  const router = createRouter(services, options);
  return serve(createHttpHandler({ router, invoker: (method) => invoker(method as DescMethodUnary) }));
}

interface FieldViolation {
  readonly field: string;
  readonly reason: string;
}

/** Asks a server of these. What was refused comes as `field reason`; `(all)` is the request. */
export async function echoed(served: Served, line: string, body?: string): Promise<Echoed> {
  const { status, json } = await ask(served.url, line, body === undefined ? {} : { body });
  if (status === 200) return json;
  const [detail] = (json.details ?? []) as unknown as { readonly field_violations?: FieldViolation[] }[];
  const violations = detail?.field_violations ?? [];
  if (status !== 400 || violations.length === 0) return [`${status}`];
  return violations.map(({ field, reason }) => `${field || "(all)"} ${reason}`);
}
