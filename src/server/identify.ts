import type { Principal } from "./context.ts";

/**
 * Who a request's headers say the caller is: Placement's `noauth2` scheme, which trusts its network.
 *
 * `x-auth-token: user[:project]`; without a project the user's name stands for it. The user `admin` has the role
 * admin, `x-roles` (separated by commas) overrides the roles, and `openstack-system-scope` drops the project.
 * Undefined without a token.
 */
export function identify(header: Headers): Principal | undefined {
  const token = header.get("x-auth-token");
  if (token === null || token === "") return undefined;
  const colon = token.indexOf(":");
  const user = colon < 0 ? token : token.slice(0, colon);
  const roles = rolesOf(user, header.get("x-roles"));
  if (header.get("openstack-system-scope") !== null) return { user, roles };
  return { user, project: (colon < 0 ? "" : token.slice(colon + 1)) || user, roles };
}

const adminRoles: readonly string[] = ["admin"];
const noRoles: readonly string[] = [];

function rolesOf(user: string, override: string | null): readonly string[] {
  if (override !== null) return override.split(",").map((role) => role.trim());
  return user === "admin" ? adminRoles : noRoles;
}
