import { create, getOption, type Message } from "@bufbuild/protobuf";
import { policy } from "../../gen/placement/v1/policy_pb.ts";
import type { Comments, Schema } from "../../transcoder/index.ts";
import type { Change } from "../change.ts";
import { versionText } from "../change.ts";
import { sinceOf } from "../fold.ts";
import type { Plan } from "../plan.ts";
import { examples } from "./examples.ts";
import { failuresOf, withoutErrors } from "./failures.ts";
import { headerReferences, type sharedHeaders } from "./headers.ts";
import { grammarParameters } from "./query-parameters.ts";
import { withExample } from "./with-example.ts";

/** What the operation of a plan is in Placement's dialect, from what its route alone says of it. */
export function dialectOperation(
  operation: Schema,
  plan: Plan,
  { changes, comments }: { readonly changes: readonly Change[]; readonly comments: Comments },
): Schema {
  const { description = "", parameters = [], responses, requestBody, ...rest } = operation;
  const { name, route } = plan;
  const whole: Schema = {
    ...rest,
    description: withoutErrors(String(description)),
    parameters: [
      ...withGrammar(parameters as Schema[], plan),
      ...(plan.route.conditions?.matchField === undefined ? [] : [matchParameter]),
      versionParameter,
    ],
    ...(requestBody === undefined ? {} : { requestBody: { ...(requestBody as Schema), required: true } }),
    responses: { ...successes(plan, responses as Schema), ...failuresOf(plan, comments) },
    "x-placement-since": versionText(sinceOf(route.method)),
    "x-placement-changes": changesOf(plan, changes),
    "x-placement-policy": getOption(route.method, policy).rule,
  };
  return withExample(whole, examples[name] ?? {});
}

/** What changed an operation since it came: keys and parameters that are new, and the success that there was before. */
function changesOf({ name, route }: Plan, changes: readonly Change[]): Schema[] {
  const came = sinceOf(route.method);
  return changes.flatMap(({ since, summary, operations, everywhere }): Schema[] => {
    const own = operations?.[name];
    if (own === undefined && (everywhere === undefined || since <= came)) return [];
    const { body, query } = own?.introduces ?? {};
    const before: Schema = {
      ...(own?.status === undefined ? {} : { status: own.status }),
      ...(own?.emptyBody === true ? { hasBody: false } : {}),
    };
    const change: Schema = {
      version: versionText(since),
      summary,
      ...(body === undefined ? {} : { newInBody: [...body] }),
      ...(query === undefined ? {} : { newInQuery: [...query] }),
      ...(Object.keys(before).length === 0 ? {} : { successBefore: before }),
    };
    return [change];
  });
}

const versionParameter: Schema = { $ref: "#/components/parameters/OpenStack-API-Version" };
const matchParameter: Schema = { $ref: "#/components/parameters/If-Match" };

/** Of an operation whose query is no list of fields, what the query may say. */
function withGrammar(derived: readonly Schema[], { name, operation }: Plan): Schema[] {
  if (operation.grammar === undefined) return [...derived];
  const own = grammarParameters[name];
  if (own === undefined) throw new TypeError(`the query of ${name} is not described`);
  return [...derived.filter((parameter) => parameter.in === "path"), ...own];
}

function successes(plan: Plan, responses: Schema): Schema {
  const { description = "", content } = (responses["200"] ?? {}) as Schema;
  const answers = statusesOf(plan).map((status): [string, Schema] => {
    const hasBody = !plan.emptyBody && status !== 204;
    const answer: Schema = {
      description: hasBody ? description : (emptyAnswers[status] ?? "Done."),
      headers: headerReferences(headerNames(plan, hasBody)),
      ...(hasBody && content !== undefined ? { content } : {}),
    };
    return [String(status), answer];
  });
  return Object.fromEntries(answers);
}

const emptyAnswers: Readonly<Record<number, string>> = { 201: "Created.", 204: "Done." };

/** The statuses of success. Where the response says which, all that its flags can say are tried. */
function statusesOf({ operation, route, status }: Plan): readonly number[] {
  const { output } = route.method;
  if (operation.status === undefined) return [status];
  const flags = output.fields.filter(
    ({ fieldKind, message }) => fieldKind === "scalar" && message === undefined,
  );
  const responses: Message[] = [{}, ...flags.map(({ localName }) => ({ [localName]: true }))].map((init) =>
    create(output, init),
  );
  return [...new Set(responses.map(operation.status))].sort((one, other) => one - other);
}

function headerNames({ operation, route }: Plan, hasBody: boolean): (keyof typeof sharedHeaders)[] {
  const isDated = hasBody || operation.alwaysDated === true;
  return [
    "OpenStack-API-Version",
    "X-OpenStack-Request-Id",
    "Vary",
    ...(route.conditions?.etagField === undefined ? [] : ["ETag"]),
    ...(operation.location === undefined ? [] : ["Location"]),
    ...(isDated ? ["Cache-Control", "Last-Modified"] : []),
  ];
}
