import type { Principal, RareAttribute } from "./principal.ts";

type Value = string | readonly string[] | undefined;

const rare = (name: RareAttribute) => (principal: Principal) => principal.rare?.[name];

/** The attributes of a caller by the names that policies have for them: those of OpenStack's request context. */
export const credentials = {
  user_id: ({ user }) => user,
  user_domain_id: rare("user_domain_id"),
  project_id: ({ project }) => project,
  project_domain_id: rare("project_domain_id"),
  domain_id: ({ domain }) => domain,
  system_scope: ({ systemScope }) => systemScope,
  system: ({ systemScope }) => systemScope,
  roles: ({ roles }) => roles,
  // Callers who are not told apart by it count as of the admin project, so that policies older than it hold.
  is_admin_project: (principal) => principal.rare?.is_admin_project ?? "True",
  service_user_id: rare("service_user_id"),
  service_user_domain_id: rare("service_user_domain_id"),
  service_project_id: rare("service_project_id"),
  service_project_domain_id: rare("service_project_domain_id"),
  service_roles: rare("service_roles"),
} as const satisfies Record<string, (principal: Principal) => Value>;

/** One of their names. */
export type CredentialName = keyof typeof credentials;

/** Whether policies have such an attribute. */
export function isCredentialName(name: string): name is CredentialName {
  return Object.hasOwn(credentials, name);
}
