import {
  create,
  createFileRegistry,
  type DescMethod,
  type DescService,
  getOption,
  setExtension,
} from "@bufbuild/protobuf";
import {
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FileDescriptorProtoSchema,
  MethodOptionsSchema,
} from "@bufbuild/protobuf/wkt";
import type { UnaryRequest } from "@connectrpc/connect";
import { describe, expect, test } from "vitest";
import { parseConfig } from "../../../src/config.ts";
import { PlacementError } from "../../../src/domain/errors.ts";
import { createPolicy } from "../../../src/domain/policy/create-policy.ts";
import type { Principal } from "../../../src/domain/policy/principal.ts";
import type { Store } from "../../../src/domain/store.ts";
import { policy as policyOption, RpcPolicySchema } from "../../../src/gen/placement/v1/policy_pb.ts";
import { createAuthorize } from "../../../src/server/interceptors/authorize.ts";
import { createServices } from "../../../src/service/create-services.ts";
import { LargeAnswers } from "../../../src/service/large-answers.ts";
import { bindingViolations } from "../../../src/transcoder/index.ts";

const policy = createPolicy({ enforceNewDefaults: true, enforceScope: true });

describe("the contract", () => {
  const config = parseConfig({});
  const services = createServices({} as Store, bindingViolations, config, new LargeAnswers(config)).map(
    ({ service }) => service,
  );
  const methods = services.flatMap((service) =>
    service.methods.map((method) => [method.name, method] as const),
  );

  test.each(methods)("names a rule that there is for %s", (_, method) => {
    const { rule } = getOption(method, policyOption);
    expect(rule).toMatch(/^placement:/);
    expect(policy.has(rule)).toBe(true);
  });
});

/** A service with one method, as a contract would describe it that has this policy. */
function methodWith(
  option: { rule: string; projectField?: string },
  type: FieldDescriptorProto_Type,
): DescMethod {
  const options = create(MethodOptionsSchema);
  setExtension(options, policyOption, create(RpcPolicySchema, option));
  const field = {
    name: "whose_project",
    number: 1,
    type,
    label: FieldDescriptorProto_Label.OPTIONAL,
    jsonName: "whoseProject",
  };
  const file = create(FileDescriptorProtoSchema, {
    name: "t.proto",
    package: "t",
    syntax: "proto3",
    messageType: [{ name: "Request", field: [field] }],
    service: [
      { name: "S", method: [{ name: "M", inputType: ".t.Request", outputType: ".t.Request", options }] },
    ],
  });
  const service = createFileRegistry(file, () => undefined).getService("t.S") as DescService;
  return service.methods[0] as DescMethod;
}

const text = FieldDescriptorProto_Type.STRING;

function decide(method: DescMethod, principal: Principal, message: object = {}): unknown {
  const authorize = createAuthorize([method], policy);
  try {
    authorize({ stream: false, method, message } as unknown as UnaryRequest, principal);
    return "allowed";
  } catch (error) {
    if (!(error instanceof PlacementError)) throw error;
    return [error.reason, error.facts];
  }
}

describe("createAuthorize()", () => {
  const reader = { user: "u", project: "p", roles: ["reader"] };
  const admin = { user: "u", project: "p", roles: ["admin"] };

  test("compares with the project that the request names, where the contract says where it does", () => {
    const method = methodWith({ rule: "placement:usages", projectField: "whose_project" }, text);
    const refusal = ["PERMISSION_DENIED", { operation: "placement:usages" }];
    expect(decide(method, reader, { whoseProject: "p" })).toBe("allowed");
    expect(decide(method, reader, { whoseProject: "q" })).toStrictEqual(refusal);
    expect(decide(method, { ...reader, project: "" }, { whoseProject: "" })).toStrictEqual(refusal);
    expect(decide(method, admin, { whoseProject: "q" })).toBe("allowed");
  });

  test("compares with the caller's own project elsewhere", () => {
    expect(decide(methodWith({ rule: "placement:usages" }, text), reader)).toBe("allowed");
  });

  test("tells the scope where that is what a rule is not for", () => {
    const method = methodWith({ rule: "placement:traits:list" }, text);
    expect(decide(method, { user: "u", systemScope: "all", roles: ["admin"] })).toStrictEqual([
      "PERMISSION_DENIED",
      { operation: "placement:traits:list", scope: "system" },
    ]);
  });

  test("lets administrators alone call what has no rule", () => {
    const method = methodWith({ rule: "" }, text);
    expect(decide(method, admin)).toBe("allowed");
    expect(decide(method, { ...admin, roles: ["service"] })).toStrictEqual([
      "PERMISSION_DENIED",
      { operation: "t.S/M" },
    ]);
  });

  test.each([
    ["a rule that there isn't", { rule: "placement:nope" }, text],
    ["a field that there isn't", { rule: "placement:usages", projectField: "nope" }, text],
    [
      "a field that is no text",
      { rule: "placement:usages", projectField: "whose_project" },
      FieldDescriptorProto_Type.INT32,
    ],
  ])("throws for a contract with %s", (_, option, type) => {
    expect(() => createAuthorize([methodWith(option, type)], policy)).toThrow(TypeError);
  });
});
