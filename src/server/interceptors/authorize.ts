import { type DescMethod, getOption, ScalarType } from "@bufbuild/protobuf";
import type { StreamRequest, UnaryRequest } from "@connectrpc/connect";
import { PlacementError } from "../../domain/errors.ts";
import type { Target } from "../../domain/policy/check.ts";
import type { Policy } from "../../domain/policy/create-policy.ts";
import { ruleOfTheRest } from "../../domain/policy/default-rules.ts";
import { type Principal, scopeOf } from "../../domain/policy/principal.ts";
import { policy as policyOption } from "../../gen/placement/v1/policy_pb.ts";

/** Lets a call pass, or throws PERMISSION_DENIED. */
export type Authorize = (request: UnaryRequest | StreamRequest, principal: Principal) => void;

interface MethodRule {
  readonly rule: string;
  /** What a refusal names. */
  readonly operation: string;
  /** The field of the request that says which project the call is about. */
  readonly projectField: string | undefined;
}

/**
 * Asks the policy for each call, by the rule that the contract names for its method; methods without one are for
 * administrators. Throws where a method's rule is none of the policy's, or where the field it looks at is no text.
 */
export function createAuthorize(methods: Iterable<DescMethod>, policy: Policy): Authorize {
  const rules = new Map([...methods].map((method) => [method, ruleOf(method, policy)]));
  return (request, principal) => {
    const known = rules.get(request.method);
    if (known === undefined) throw new TypeError(`${request.method.name} is not served`);
    const { rule, operation, projectField } = known;
    const decision = policy.decide(rule, principal, targetOf(request, principal, projectField));
    if (decision === "allowed") return;
    const scope = decision === "scope" ? { scope: scopeOf(principal) } : undefined;
    throw new PlacementError("PERMISSION_DENIED", { operation, ...scope });
  };
}

function ruleOf(method: DescMethod, policy: Policy): MethodRule {
  const { rule, projectField } = getOption(method, policyOption);
  const path = `${method.parent.typeName}/${method.name}`;
  if (rule === "") return { rule: ruleOfTheRest, operation: path, projectField: undefined };
  if (!policy.has(rule)) throw new TypeError(`${path} names a policy rule that there isn't: ${rule}`);
  if (projectField === "") return { rule, operation: rule, projectField: undefined };
  const field = method.input.fields.find((one) => one.name === projectField);
  if (field?.scalar !== ScalarType.STRING || field.fieldKind !== "scalar" || method.methodKind !== "unary") {
    throw new TypeError(`${path} has no text ${projectField} for its policy rule to look at`);
  }
  return { rule, operation: rule, projectField: field.localName };
}

function targetOf(
  request: UnaryRequest | StreamRequest,
  principal: Principal,
  projectField: string | undefined,
): Target {
  if (projectField === undefined) return { project_id: principal.project, user_id: principal.user };
  const message = request.message as unknown as Readonly<Record<string, string | undefined>>;
  return { project_id: message[projectField] || undefined };
}
