import assert from "node:assert/strict";
import { Agent } from "node:http";
import { createRegistry, isMessage, toBinary } from "@bufbuild/protobuf";
import { DurationSchema } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import {
  createRouter,
  parseJsonBody,
  parseQuery,
  splitTarget,
  type Violation,
} from "../../../src/transcoder/index.ts";
import { ArchiveService } from "../gen/library/v1/archive_pb.ts";
import { EveryKindSchema, EveryKindService } from "../gen/library/v1/every_kind_pb.ts";
import { CardSchema, LegacyService } from "../gen/library/v1/legacy_pb.ts";
import { LibraryService } from "../gen/library/v1/library_pb.ts";
import { NamesService } from "../gen/library/v1/names_pb.ts";
import { WellKnownService } from "../gen/library/v1/well_known_pb.ts";
import { ask } from "../kit/ask.ts";
import { libraryHandler } from "../kit/library-handler.ts";
import { serve } from "../kit/serve.ts";
import { bodyInputs, byteInputs, headerInputs, type Input, pathInputs, queryInputs } from "./inputs.ts";
import { ruleInputs, serveRule } from "./rules.ts";

/** What one campaign throws at the transcoder; rejects at the first input that breaks something. */
export interface Campaign {
  readonly what: string;
  /** What must have come of some of the inputs: else they are not worth much. */
  readonly reaches: readonly string[];
  /** All that came of them. */
  run(numRuns: number): Promise<ReadonlySet<string>>;
}

const registry = createRegistry(EveryKindSchema, CardSchema, DurationSchema);
const services = [
  LibraryService,
  EveryKindService,
  ArchiveService,
  LegacyService,
  NamesService,
  WellKnownService,
];
const router = createRouter(services, { registry });

/** Does all that a handler does between a request's bytes and the call, and checks what must hold of any of it. */
function transcode([httpMethod, target, body]: Input): string {
  const { path, query } = splitTarget(target);
  const match = router.find(httpMethod, path);
  const { pairs } = parseQuery(query);
  if (match.kind !== "found" || pairs === undefined) return "refused";
  const { route, params } = match;
  const parsed = body.length === 0 || route.takesRawBody ? { value: undefined } : parseJsonBody(body);
  if ("error" in parsed) return "refused";
  const rawBody = route.takesRawBody ? { contentType: "", data: body } : undefined;
  const { message, violations } = route.bind({ params, query: pairs, body: parsed.value, rawBody });
  assert.ok(isMessage(message, route.method.input));
  if (violations.length > 0) {
    checkViolations(violations);
    return "violations";
  }
  toBinary(route.method.input, message);
  return "bound";
}

function checkViolations(violations: readonly Violation[]): void {
  assert.ok(violations.length <= 100);
  for (const violation of violations) {
    assert.equal(typeof violation.field, "string");
    assert.match(violation.rule, /^[a-z0-9_.]+$/);
    assert.notEqual(violation.message, "");
  }
  // Whoever writes them out must be able to.
  assert.equal((JSON.parse(JSON.stringify(violations)) as unknown[]).length, violations.length);
}

const rules: Campaign = {
  what: "a rule, and a request by it",
  reaches: ["refused", "violations", "bound"],
  async run(numRuns) {
    const outcomes = new Set<string>();
    fc.assert(
      fc.property(ruleInputs, (input) => void outcomes.add(serveRule(input))),
      { numRuns },
    );
    return outcomes;
  },
};

function binding(what: string, reaches: readonly string[], inputs: fc.Arbitrary<Input>): Campaign {
  return {
    what,
    reaches,
    async run(numRuns) {
      const outcomes = new Set<string>();
      fc.assert(
        fc.property(inputs, (input) => void outcomes.add(transcode(input))),
        { numRuns },
      );
      return outcomes;
    },
  };
}

/** Whole requests to a real server, which must answer each, and never with a fault of its own. */
const requests: Campaign = {
  what: "requests with any headers",
  reaches: ["200", "400", "404", "415"],
  async run(numRuns) {
    const outcomes = new Set<string>();
    const limits = { callMs: 1000, streamMs: 1000 };
    const resume = (id: string, request: object) => void Object.assign(request, { shelf: id });
    const streams = { resume, eventId: () => "1" };
    await using served = await serve(libraryHandler({ limits, streams }));
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const targets = fc.constantFrom<Input>(
      ["GET", "/v1/shelves?page_size=50", Buffer.alloc(0)],
      ["GET", "/v1/documents/a", Buffer.alloc(0)],
      ["HEAD", "/v1/documents/text/scan", Buffer.alloc(0)],
      ["OPTIONS", "/v1/documents/a", Buffer.alloc(0)],
      ["PUT", "/v1/documents/a", Buffer.from("{}")],
      ["GET", "/v1/events/a?count=3", Buffer.alloc(0)],
      ["HEAD", "/v1/events/a", Buffer.alloc(0)],
      ["GET", "/v1/events/broken?count=9", Buffer.alloc(0)],
      ["GET", "/v1/events/a/titles?count=2&title_length=5", Buffer.alloc(0)],
      ["POST", "/v1/events", Buffer.from('{"shelf":"a","count":2}')],
      ["GET", "/v1/files/a?count=2", Buffer.alloc(0)],
      ["GET", "/nowhere", Buffer.alloc(0)],
    );
    const inputs = fc.oneof(
      { weight: 3, arbitrary: targets },
      byteInputs.filter(([, path]) => !path.includes("merge")),
    );
    const property = fc.asyncProperty(inputs, headerInputs, async ([method, path, body], headers) => {
      const { status } = await ask(served.url, `${method} ${path}`, { headers, body, agent });
      outcomes.add(String(status));
      assert.notEqual(status, 500);
    });
    await fc.assert(property, { numRuns });
    agent.destroy();
    return outcomes;
  },
};

/** All campaigns. */
export const campaigns: readonly Campaign[] = [
  binding("a path", ["refused", "violations", "bound"], pathInputs),
  binding("a query", ["refused", "violations", "bound"], queryInputs),
  binding("a body of nearly the right form", ["violations", "bound"], bodyInputs),
  binding("a body of any bytes", ["refused", "violations", "bound"], byteInputs),
  rules,
  requests,
];
