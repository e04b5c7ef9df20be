import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { examples } from "../../src/rest/openapi/examples.ts";
import { usePlacementd } from "../kit/placementd.ts";
import { rest } from "../kit/rest-client.ts";

const server = usePlacementd();

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly JsonObject[];
  readonly requestBody?: Described;
  readonly responses: Readonly<Record<string, Described>>;
}

interface Described {
  readonly content?: { readonly "application/json": { readonly example?: JsonValue } };
}

/** The request that the examples of an operation make. */
function requestOf(path: string, method: string, { parameters }: Operation): string {
  const query = new URLSearchParams();
  let target = path;
  for (const { name, in: place, example } of parameters) {
    if (example === undefined) continue;
    if (place === "path") target = target.replace(`{${name}}`, String(example));
    else for (const one of [example].flat()) query.append(String(name), String(one));
  }
  return `${method.toUpperCase()} ${target}?${query}`;
}

test("the examples of the served document, sent one after the other, are answered as it says", async () => {
  const { url } = server.current;
  const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Operation>>;
  };
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => [path, method, operation] as const),
  );
  let answered = 0;
  for (const name of Object.keys(examples)) {
    const [path, method, operation] =
      operations.find(([, , { operationId }]) => name.endsWith(`.${operationId}`)) ?? [];
    if (path === undefined || method === undefined || operation === undefined) throw new Error(name);
    const { requestBody, responses } = operation;
    const body = requestBody?.content?.["application/json"].example;
    const answer = await rest(url, requestOf(path, method, operation), body === undefined ? {} : { body });
    const told = responses[answer.status]?.content?.["application/json"].example;
    if (told !== undefined) answered++;
    expect([name, answer.status < 300, answer.body]).toEqual([name, true, told]);
  }
  // Most have a body to show; and of how many operations there are examples, the document tells.
  expect(answered).toBe(Object.values(examples).filter(({ answer }) => answer !== undefined).length);
  expect(Object.keys(examples).length).toBeGreaterThan(operations.length / 2);
});
