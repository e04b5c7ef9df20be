import { readFileSync } from "node:fs";
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { afterAll, describe, expect, test } from "vitest";
import { documentFile } from "../../../src/rest/openapi/document-file.ts";
import { examples } from "../../../src/rest/openapi/examples.ts";
import { OpenApiChecker } from "../../kit/open-api-checker.ts";
import { rest } from "../../kit/rest-client.ts";
import { useDialectServer } from "../kit/dialect-server.ts";

const document: JsonObject = JSON.parse(readFileSync(documentFile, "utf8"));
const checker = new OpenApiChecker(document);
const server = useDialectServer();

const host = "5e08ea53-c4c6-448e-9334-ac4953de3cfa";
const consumer = "11111111-2222-4333-8444-555555555555";
const claim = examples["AllocationService.ReplaceAllocations"]?.request ?? null;
const inventories = examples["InventoryService.ReplaceInventories"]?.request ?? null;

/** Bodies of operations that the document has no example of. */
const bodies: Readonly<Record<string, JsonValue>> = {
  BatchReplaceAllocations: { [consumer]: claim },
  Reshape: { inventories: { [host]: inventories }, allocations: { [consumer]: claim } },
};

/** A request that is right, whatever the RPC then says. */
function requestOf(id: string): { line: string; body?: JsonValue } {
  const [method, path] = checker.placeOf(id);
  const example = Object.entries(examples).find(([name]) => name.endsWith(`.${id}`))?.[1] ?? {};
  const query = new URLSearchParams();
  let target = path;
  for (const [name, value] of Object.entries(example.parameters ?? {})) {
    if (path.includes(`{${name}}`)) target = target.replace(`{${name}}`, String(value));
    else for (const one of [value].flat()) query.append(name, String(one));
  }
  target = target.replaceAll(/\{(\w+)\}/g, (_, name: string) => (/consumer/.test(name) ? consumer : host));
  const body = example.request ?? bodies[id];
  return { line: `${method} ${target}?${query}`, ...(body === undefined ? {} : { body }) };
}

/** The refusals that the document tells of, by the reason that an RPC gives. */
const refusals = checker.operationIds
  .filter((id) => id !== "GetVersions")
  .flatMap((id) =>
    checker
      .refusals(id)
      .flatMap(({ status, reasons }) => reasons.map((reason) => [id, reason, status] as const)),
  );

describe("an RPC's refusal is answered as the document says", () => {
  let checked = 0;
  afterAll(() => expect(checked).toBe(refusals.length));

  test("of several hundred", () => expect(refusals.length).toBeGreaterThan(300));

  test.each(refusals)("%s, %s: %i", async (id, reason, status) => {
    const { line, body } = requestOf(id);
    const headers = status === 412 ? { "if-match": '"0"' } : {};
    server.rpcs = () => {
      const violation = { field: "name", rule: "string.min_len", message: "is too short" };
      throw Object.assign(new Error(reason), { reason, facts: {}, violations: [violation] });
    };
    const calls = server.calls.length;
    const answer = await rest(server.url, line, { headers, ...(body === undefined ? {} : { body }) });
    // The request was right: it came to the RPC.
    expect(server.calls.length).toBe(calls + 1);
    expect(answer.status).toBe(status);
    const [method = "", target = ""] = line.split(" ");
    expect(checker.answerFaults({ method, target }, answer)).toEqual([]);
    checked++;
  });
});
