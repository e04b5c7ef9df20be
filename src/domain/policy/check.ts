import type { CredentialName } from "./credentials.ts";

/** What a check compares with, that the request tells: `%(project_id)s`. */
export const targetNames = ["project_id", "user_id"] as const;

/** One of them. */
export type TargetName = (typeof targetNames)[number];

/** What a call is about. What is absent equals nothing. */
export type Target = Readonly<Partial<Record<TargetName, string | undefined>>>;

/** A text with places that the target fills. */
export type Template = readonly (string | { readonly target: TargetName })[];

/** A check of oslo.policy's language, parsed. */
export type Check =
  | { readonly kind: "always" }
  | { readonly kind: "never" }
  | { readonly kind: "all"; readonly of: readonly Check[] }
  | { readonly kind: "any"; readonly of: readonly Check[] }
  | { readonly kind: "not"; readonly of: Check }
  /** Holds when another rule's check does. */
  | { readonly kind: "rule"; readonly name: string }
  /** Holds when the caller has the role, in whatever case. */
  | { readonly kind: "role"; readonly role: Template }
  /** Holds when an attribute of the caller, or one of its values, is the text. */
  | { readonly kind: "credential"; readonly name: CredentialName; readonly text: Template }
  /** Holds when a constant is the text. */
  | { readonly kind: "constant"; readonly value: string; readonly text: Template };

/** The names of the rules that a check refers to. */
export function referencesOf(check: Check): readonly string[] {
  switch (check.kind) {
    case "rule":
      return [check.name];
    case "not":
      return referencesOf(check.of);
    case "all":
    case "any":
      return check.of.flatMap(referencesOf);
    case "always":
    case "never":
    case "role":
    case "credential":
    case "constant":
      return [];
  }
}
