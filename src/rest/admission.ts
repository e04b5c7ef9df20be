import { acceptsJson } from "./accept.ts";
import type { ErrorCode } from "./error-body.ts";
import type { Plan } from "./plan.ts";
import type { FindPlan } from "./route-table.ts";
import { negotiateVersion, versionBounds } from "./version.ts";

/** What is known of a request before its body is read. */
export interface RequestHead {
  readonly method: string;
  /** The path below the mount prefix, percent-encoded; undefined where the request is not below it. */
  readonly path: string | undefined;
  readonly authenticated: boolean;
  readonly version: string | undefined;
  readonly accept: string | undefined;
  readonly contentType: string | undefined;
  readonly contentLength: string | undefined;
}

/** An answer that a request gets without having reached an RPC. */
export interface EarlyRefusal {
  readonly kind: "refused";
  readonly status: number;
  readonly detail: string;
  readonly code?: ErrorCode | undefined;
  readonly subject?: string | undefined;
  readonly extra?: Readonly<Record<string, string>> | undefined;
  readonly allow?: string | undefined;
  /** When to try again, where that may help. */
  readonly retryAfterSeconds?: number | undefined;
  /** The minor version of the request; undefined where it could not be told. */
  readonly minor: number | undefined;
  /** False where Placement answers outside of the code that says what answers depend on. */
  readonly varies: boolean;
}

/** What becomes of a request. */
export type Admission =
  | EarlyRefusal
  | { readonly kind: "root"; readonly minor: number }
  | {
      readonly kind: "call";
      readonly minor: number;
      readonly plan: Plan;
      readonly params: readonly string[];
    };

/**
 * Decides, in Placement's order, what a request is refused for before it gets to an RPC: who is asking, the version,
 * a body of unknown type, the path and method, the method at that version, the body's type, the answer's type.
 */
export function admit(head: RequestHead, find: FindPlan): Admission {
  if (!head.authenticated && head.path !== "/") return refused(401, "", { varies: false });
  const version = negotiateVersion(head.version);
  if (version.kind === "malformed") return refused(400, version.detail, { varies: false });
  if (version.kind === "unacceptable") {
    return refused(406, version.detail, { varies: false, extra: versionBounds });
  }
  const { minor } = version;
  if (hasContent(head) && !head.contentType) {
    const detail = "content-type header required when content-length > 0";
    return refused(400, detail, { minor, varies: false });
  }
  return head.path === "/" ? admitToRoot(head, minor) : admitToRoute(head, minor, find);
}

function admitToRoot(head: RequestHead, minor: number): Admission {
  return head.method === "GET" ? { kind: "root", minor } : wrongMethod(head, minor, "GET");
}

function admitToRoute(head: RequestHead, minor: number, find: FindPlan): Admission {
  const found = head.path === undefined ? notFound : find(head.method, head.path, minor);
  switch (found.kind) {
    case "not-found":
      return refused(404, "", { minor, varies: false });
    case "malformed-path":
      return refused(400, `Malformed path: ${found.reason}`, { minor });
    case "method-not-allowed":
      return wrongMethod(head, minor, found.allow);
    case "absent":
      // A method that came later is no method of the path yet, but Placement does not say which ones are.
      return refused(found.status, "", { minor, subject: head.method });
    case "plan":
      return admitToPlan(head, minor, found);
  }
}

const notFound = { kind: "not-found" } as const;

function admitToPlan(
  head: RequestHead,
  minor: number,
  { plan, params }: { readonly plan: Plan; readonly params: readonly string[] },
): Admission {
  if (plan.route.hasBody && !isJson(head.contentType)) {
    const type = head.contentType || "None";
    const detail = `The media type ${type.split(";")[0]} is not supported, use application/json`;
    return refused(415, detail, { minor, subject: type });
  }
  if (head.method === "GET" && !plan.emptyBody && !acceptsJson(head.accept)) {
    return refused(406, "Only application/json is provided", { minor });
  }
  return { kind: "call", minor, plan, params };
}

function wrongMethod(head: RequestHead, minor: number, allow: string): EarlyRefusal {
  const detail = "The method specified is not allowed for this resource.";
  return refused(405, detail, { minor, allow, subject: head.method });
}

function refused(
  status: number,
  detail: string,
  more: Partial<Omit<EarlyRefusal, "kind" | "status" | "detail">>,
): EarlyRefusal {
  return { kind: "refused", status, detail, minor: undefined, varies: true, ...more };
}

function hasContent({ contentLength }: RequestHead): boolean {
  return contentLength !== undefined && Number(contentLength) > 0;
}

/** Placement compares the type as it is written, apart from its parameters. */
function isJson(contentType: string | undefined): boolean {
  return contentType === "application/json" || contentType?.split(";", 1)[0] === "application/json";
}
