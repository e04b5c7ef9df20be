import type { Scope } from "./principal.ts";

/** What decides where no policy file says otherwise. */
export interface DefaultRule {
  readonly check: string;
  /** The check before the roles of secure RBAC came; it still suffices until the new defaults are enforced. */
  readonly legacyCheck?: string;
  /** The scopes of tokens that the rule is for, where scopes are enforced. A policy file can't change them. */
  readonly scopes?: readonly Scope[];
}

/** Placement has given up on tokens for the whole system: everything in it is done for a project. */
const scopes = ["project"] as const satisfies readonly Scope[];
const legacyCheck = "role:admin";

const adminOrService: DefaultRule = { check: "rule:admin_or_service_api", scopes };

/** The rules that operations' rules refer to; policy files may refer to them and replace them. */
const baseRules = {
  admin_api: { check: "role:admin", scopes },
  service_api: { check: "role:service", legacyCheck, scopes },
  admin_or_service_api: { check: "role:admin or role:service", legacyCheck, scopes },
  project_reader_api: { check: "role:reader and project_id:%(project_id)s", legacyCheck },
  admin_or_project_reader_or_service_api: {
    check: "role:admin or rule:project_reader_api or role:service",
    legacyCheck,
    scopes,
  },
} satisfies Record<string, DefaultRule>;

/**
 * The rules of Placement's operations, with the names and checks of its newest release (openstack/placement,
 * `placement/policies`, since the refresh of its policies' defaults).
 */
const operationRules = {
  "placement:allocation_candidates:list": adminOrService,
  "placement:allocations:delete": adminOrService,
  "placement:allocations:list": adminOrService,
  "placement:allocations:manage": adminOrService,
  "placement:allocations:update": adminOrService,
  // Moving what others have allocated is for services alone: not even administrators have reason to.
  "placement:reshaper:reshape": { check: "rule:service_api", scopes },
  "placement:resource_classes:create": adminOrService,
  "placement:resource_classes:delete": adminOrService,
  "placement:resource_classes:list": adminOrService,
  "placement:resource_classes:show": adminOrService,
  "placement:resource_classes:update": adminOrService,
  "placement:resource_providers:aggregates:list": adminOrService,
  "placement:resource_providers:aggregates:update": adminOrService,
  "placement:resource_providers:allocations:list": adminOrService,
  "placement:resource_providers:create": adminOrService,
  "placement:resource_providers:delete": adminOrService,
  "placement:resource_providers:inventories:create": adminOrService,
  "placement:resource_providers:inventories:delete": adminOrService,
  "placement:resource_providers:inventories:list": adminOrService,
  "placement:resource_providers:inventories:show": adminOrService,
  "placement:resource_providers:inventories:update": adminOrService,
  "placement:resource_providers:list": adminOrService,
  "placement:resource_providers:show": adminOrService,
  "placement:resource_providers:traits:delete": adminOrService,
  "placement:resource_providers:traits:list": adminOrService,
  "placement:resource_providers:traits:update": adminOrService,
  "placement:resource_providers:update": adminOrService,
  "placement:resource_providers:usages": adminOrService,
  "placement:traits:delete": adminOrService,
  "placement:traits:list": adminOrService,
  "placement:traits:show": adminOrService,
  "placement:traits:update": adminOrService,
  // Who may read in a project may know what the project uses.
  "placement:usages": { check: "rule:admin_or_project_reader_or_service_api", scopes },
} satisfies Record<string, DefaultRule>;

/** Every rule that there is without a policy file. */
export const defaultRules: ReadonlyMap<string, DefaultRule> = new Map<string, DefaultRule>([
  ...Object.entries(baseRules),
  ...Object.entries(operationRules),
]);

/** The rule of what has no rule of its own: it is for administrators. */
export const ruleOfTheRest = "admin_api" satisfies keyof typeof baseRules;

/** What the names of operations' rules begin with: a policy file that names one that there isn't has a misprint. */
export const operationPrefix = "placement:";
