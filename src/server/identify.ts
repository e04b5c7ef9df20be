import type { Principal, RareAttribute } from "../domain/policy/principal.ts";

/**
 * Who a request's headers say the caller is: Placement's `noauth2` scheme, which trusts its network.
 *
 * `x-auth-token: user[:project]`; without a project the user's name stands for it. The user `admin` has the role
 * admin, `x-roles` (separated by commas) overrides the roles; nobody implies roles here, as Keystone would have.
 * `openstack-system-scope` drops the project, `x-project-id` and `x-domain-id` say what the token is for, and some
 * more of what Keystone's middleware tells services counts as it would from there. Undefined without a token.
 */
export function identify(header: Headers): Principal | undefined {
  const token = header.get("x-auth-token");
  if (token === null) return undefined;
  const colon = token.indexOf(":");
  const user = colon < 0 ? token : token.slice(0, colon);
  const systemScope = header.get("openstack-system-scope") || undefined;
  const ofToken = systemScope === undefined ? (colon < 0 ? "" : token.slice(colon + 1)) || user : undefined;
  const project = header.get("x-project-id") ?? ofToken;
  const domain = header.get("x-domain-id") || undefined;
  const rare = rareOf(header);
  return {
    user,
    roles: rolesOf(user, header.get("x-roles")),
    ...(project === undefined ? undefined : { project }),
    ...(domain === undefined ? undefined : { domain }),
    ...(systemScope === undefined ? undefined : { systemScope }),
    ...(rare === undefined ? undefined : { rare }),
  };
}

const adminRoles: readonly string[] = ["admin"];
const noRoles: readonly string[] = [];

function rolesOf(user: string, override: string | null): readonly string[] {
  if (override !== null) return override === "" ? noRoles : namesIn(override);
  return user === "admin" ? adminRoles : noRoles;
}

const readers: Readonly<Record<RareAttribute, (value: string) => string | readonly string[]>> = {
  user_domain_id: String,
  project_domain_id: String,
  // As Python writes it: policies compare it with that.
  is_admin_project: (value) => (value.toLowerCase() === "true" ? "True" : "False"),
  service_user_id: String,
  service_user_domain_id: String,
  service_project_id: String,
  service_project_domain_id: String,
  service_roles: namesIn,
};

const rareAttributes = Object.entries(readers).map(([attribute, read]) => ({
  attribute,
  header: `x-${attribute.replaceAll("_", "-")}`,
  read,
}));

function rareOf(header: Headers): Principal["rare"] {
  let rare: Record<string, string | readonly string[]> | undefined;
  for (const { attribute, header: name, read } of rareAttributes) {
    const value = header.get(name);
    if (value === null) continue;
    rare ??= {};
    rare[attribute] = read(value);
  }
  return rare;
}

function namesIn(list: string): readonly string[] {
  return list.split(",").map((name) => name.trim());
}
