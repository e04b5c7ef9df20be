import { type Check, referencesOf, type Target } from "./check.ts";
import { CheckSyntaxError } from "./check-syntax-error.ts";
import { type CompiledCheck, compileCheck } from "./compile-check.ts";
import { type DefaultRule, defaultRules, operationPrefix } from "./default-rules.ts";
import { parseCheck } from "./parse-check.ts";
import { PolicyError } from "./policy-error.ts";
import { type Principal, type Scope, scopeOf } from "./principal.ts";

/** What is enforced. */
export interface PolicyOptions {
  /** False: whoever was allowed before the roles of secure RBAC came still is. */
  readonly enforceNewDefaults: boolean;
  /** False: it doesn't matter what a token is for. */
  readonly enforceScope: boolean;
  /** Rules with their checks, as a policy file has them. */
  readonly overrides?: Readonly<Record<string, unknown>>;
}

/** Whether a call is allowed; "scope" means that it isn't because of what the caller's token is for. */
export type Decision = "allowed" | "denied" | "scope";

/** Decides who may do what. */
export interface Policy {
  /** Whether there is a rule of this name. */
  has(rule: string): boolean;
  /** Asks a rule. There must be one of that name. */
  decide(rule: string, principal: Principal, target: Target): Decision;
}

interface Rule {
  readonly scopes: readonly Scope[] | undefined;
  readonly holds: CompiledCheck;
}

/**
 * Creates the policy: the default rules, or what stands in their place. Everything that checks refer to is resolved
 * here, so that no call meets a rule that can't be decided.
 *
 * Throws PolicyError where a check is malformed, refers to a rule that there isn't or to itself, and for operations
 * that there aren't. Rules of other names are the file's own, to be referred to.
 */
export function createPolicy(options: PolicyOptions): Policy {
  const checks = checksOf(options);
  const rules = new Map<string, Rule>();
  const compiled = compileAll(checks);
  for (const [name, holds] of compiled) {
    const scopes = options.enforceScope ? defaultRules.get(name)?.scopes : undefined;
    rules.set(name, { scopes, holds });
  }
  return {
    has: (rule) => rules.has(rule),
    decide(name, principal, target) {
      const rule = rules.get(name);
      if (rule === undefined) throw new TypeError(`there is no policy rule ${name}`);
      if (rule.scopes?.includes(scopeOf(principal)) === false) return "scope";
      return rule.holds(principal, target) ? "allowed" : "denied";
    },
  };
}

function checksOf({ enforceNewDefaults, overrides = {} }: PolicyOptions): ReadonlyMap<string, Check> {
  const checks = new Map<string, Check>();
  for (const [name, rule] of defaultRules) checks.set(name, defaultCheck(rule, enforceNewDefaults));
  const problems: string[] = [];
  for (const [name, source] of Object.entries(overrides)) {
    try {
      if (name.startsWith(operationPrefix) && !checks.has(name))
        throw new CheckSyntaxError("there is no such operation");
      checks.set(name, parseCheck(source));
    } catch (error) {
      if (!(error instanceof CheckSyntaxError)) throw error;
      problems.push(`${JSON.stringify(name)}: ${JSON.stringify(source)}: ${error.message}`);
    }
  }
  for (const [name, check] of checks) problems.push(...badReferences(name, check, checks));
  if (problems.length > 0) throw new PolicyError(problems);
  return checks;
}

function defaultCheck({ check, legacyCheck }: DefaultRule, enforceNewDefaults: boolean): Check {
  const newest = parseCheck(check);
  if (enforceNewDefaults || legacyCheck === undefined) return newest;
  return { kind: "any", of: [newest, parseCheck(legacyCheck)] };
}

function badReferences(name: string, check: Check, checks: ReadonlyMap<string, Check>): string[] {
  const missing = referencesOf(check).filter((one) => !checks.has(one));
  const problems = missing.map((one) => `${JSON.stringify(name)}: there is no rule ${JSON.stringify(one)}`);
  if (refersTo(check, name, checks)) problems.push(`${JSON.stringify(name)} refers to itself`);
  return problems;
}

function refersTo(check: Check, name: string, checks: ReadonlyMap<string, Check>): boolean {
  const seen = new Set<string>();
  const open = [...referencesOf(check)];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === name) return true;
    const referred = checks.get(next);
    if (seen.has(next) || referred === undefined) continue;
    seen.add(next);
    open.push(...referencesOf(referred));
  }
  return false;
}

/** Each rule is compiled once, however many refer to it; there are no circles any more. */
function compileAll(checks: ReadonlyMap<string, Check>): ReadonlyMap<string, CompiledCheck> {
  const done = new Map<string, CompiledCheck>();
  const compile = (name: string): CompiledCheck => {
    const check = checks.get(name);
    if (check === undefined) throw new TypeError(`there is no policy rule ${name}`);
    const compiled = done.get(name) ?? compileCheck(check, compile);
    done.set(name, compiled);
    return compiled;
  };
  for (const name of checks.keys()) compile(name);
  return done;
}
