import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { Config } from "../config.ts";
import { createPolicy, type Policy } from "../domain/policy/create-policy.ts";
import { PolicyError } from "../domain/policy/policy-error.ts";

/**
 * The policy that the settings ask for, with the rules of the policy file, if there is one: a mapping of names to
 * checks, in YAML or JSON, as OpenStack's services have it. It is read once; a changed file counts from the next
 * start.
 *
 * Throws PolicyError for a file that can't be read or understood: a policy that is not enforced is none.
 */
export function loadPolicy(
  config: Pick<Config, "enforceNewDefaults" | "enforceScope" | "policyFile">,
): Policy {
  const { enforceNewDefaults, enforceScope, policyFile } = config;
  const overrides = policyFile === undefined ? {} : readRules(policyFile);
  return createPolicy({ enforceNewDefaults, enforceScope, overrides });
}

function readRules(file: string): Readonly<Record<string, unknown>> {
  let rules: unknown;
  try {
    rules = parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new PolicyError([`${file}: ${(error as Error).message.trim()}`]);
  }
  // Nothing but comments, as the samples that OpenStack's tools write.
  if (rules === null || rules === undefined) return {};
  if (typeof rules !== "object" || Array.isArray(rules)) {
    throw new PolicyError([`${file}: it is no mapping of rules to checks`]);
  }
  return rules as Readonly<Record<string, unknown>>;
}
