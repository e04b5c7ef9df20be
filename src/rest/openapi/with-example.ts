import type { JsonValue } from "@bufbuild/protobuf";
import type { Schema } from "../../transcoder/index.ts";

/** One request of an operation, and what it is answered with. */
export interface Example {
  /** The values of its path and query, by their names. */
  readonly parameters?: Readonly<Record<string, JsonValue>>;
  /** The body of the request. */
  readonly request?: JsonValue;
  /** The body of the answer. */
  readonly answer?: JsonValue;
}

/** Adds an operation's example to where OpenAPI has them: its parameters, and the JSON of its bodies. */
export function withExample(operation: Schema, { parameters = {}, request, answer }: Example): Schema {
  const { requestBody, responses } = operation;
  return {
    ...operation,
    parameters: (operation.parameters as Schema[]).map((parameter) => {
      const example = parameters[String(parameter.name)];
      return example === undefined ? parameter : { ...parameter, example };
    }),
    ...(request === undefined ? {} : { requestBody: withBody(requestBody as Schema, request) }),
    responses: answer === undefined ? responses : withAnswer(responses as Schema, answer),
  } as Schema;
}

/** The first answer of all is the success. */
function withAnswer(responses: Schema, answer: JsonValue): Schema {
  const [status = ""] = Object.keys(responses);
  return { ...responses, [status]: withBody(responses[status] as Schema, answer) };
}

function withBody(described: Schema, example: JsonValue): Schema {
  const content = described.content as Record<string, Schema>;
  const json: Schema = { ...content["application/json"], example };
  return { ...described, content: { ...content, "application/json": json } };
}
