import type { DescService } from "@bufbuild/protobuf";
import {
  type Comments,
  createOpenApi,
  createRouter,
  type Route,
  type Schema,
} from "../../transcoder/index.ts";
import { changes } from "../changes/index.ts";
import { newestPlan } from "../fold.ts";
import { jsonForm } from "../json-form.ts";
import { operations } from "../operations/index.ts";
import { minorMax } from "../version.ts";
import { failureSchemas, sharedFailures } from "./failures.ts";
import { sharedHeaders, sharedParameters } from "./headers.ts";
import { messageForm } from "./message-forms.ts";
import { dialectOperation } from "./operation.ts";
import { rootPath, rootSchemas, rootTag } from "./root-path.ts";

/**
 * The OpenAPI document of Placement's API at its newest microversion. The routes are compiled as they are for
 * serving, the plans are those that serve them, and the words are the contract's own.
 */
export function createDocument(services: readonly DescService[], comments: Comments): Schema {
  const { routes } = createRouter(services, jsonForm);
  const dialect = { changes, comments };
  return createOpenApi(routes, {
    info,
    rules: jsonForm,
    comments,
    finiteNumbers: true,
    // Relative to where the document is served: below the mount prefix, if there is one.
    servers: [{ url: ".", description: "The server that this document comes from." }],
    security: [{ token: [] }],
    components: {
      schemas: { ...failureSchemas, ...rootSchemas },
      parameters: sharedParameters,
      headers: sharedHeaders,
      responses: sharedFailures(comments),
      securitySchemes: { token: tokenScheme },
    },
    paths: { "/": rootPath },
    tags: [rootTag],
    message: messageForm,
    operation: (operation, route: Route) =>
      dialectOperation(operation, newestPlan(route, { operations }), dialect),
  });
}

const info: Schema = {
  title: "Placement",
  summary: "A resource inventory and allocation service.",
  description:
    "What each host has, what is taken, where a request fits. Every write is conditional on a generation; refusals " +
    `say why. This is the REST form of microversion 1.${minorMax}; the same operations are gRPC, gRPC-Web and Connect. ` +
    "Texts are Unicode without NUL characters, which no schema here repeats.",
  version: `1.${minorMax}`,
  license: { name: "Apache-2.0", identifier: "Apache-2.0" },
};

const tokenScheme: Schema = {
  type: "apiKey",
  in: "header",
  name: "X-Auth-Token",
  description:
    "`user` or `user:project`; `admin` has the role admin. `X-Roles` (separated by commas) and " +
    "`OpenStack-System-Scope` say more of who calls. The server believes it all: what authenticates stands before it.",
};
