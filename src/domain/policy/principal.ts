/** Attributes that few callers have and few policies look at. */
export type RareAttribute =
  | "user_domain_id"
  | "project_domain_id"
  | "is_admin_project"
  | "service_user_id"
  | "service_user_domain_id"
  | "service_project_id"
  | "service_project_domain_id"
  | "service_roles";

/** Who calls, as far as the request's credentials tell. */
export interface Principal {
  readonly user: string;
  /** Absent where the caller's token is for a domain or for the whole system. */
  readonly project?: string;
  /** The domain that the caller's token is for; absent where it is for a project. */
  readonly domain?: string;
  /** What of the system the caller's token is for: `all`, mostly. */
  readonly systemScope?: string;
  readonly roles: readonly string[];
  /** Whatever else is known of the caller; absent for most. */
  readonly rare?: Readonly<Partial<Record<RareAttribute, string | readonly string[]>>>;
}

/** What a token is for. */
export type Scope = "system" | "domain" | "project";

/** What a caller's token is for. */
export function scopeOf(principal: Principal): Scope {
  if (principal.systemScope !== undefined) return "system";
  return principal.domain === undefined ? "project" : "domain";
}
