/** What the names of custom resource classes and traits begin with. */
export const CUSTOM_PREFIX = "CUSTOM_";

/** Whether a resource class or a trait is one that a client made: only these can be renamed or deleted. */
export function isCustom(name: string): boolean {
  return name.startsWith(CUSTOM_PREFIX);
}
