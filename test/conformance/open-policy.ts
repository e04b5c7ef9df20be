import { defaultRules, ruleOfTheRest } from "../../src/domain/policy/default-rules.ts";

/** Prints a policy file that lets anybody do everything: each rule but `admin_api` set to "@". */
for (const rule of defaultRules.keys()) {
  if (rule !== ruleOfTheRest) console.log(`"${rule}": "@"`);
}
