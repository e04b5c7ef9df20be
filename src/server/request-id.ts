import { randomUUID } from "node:crypto";

/** The response header that carries the request's id, in every protocol, on errors too. */
export const requestIdHeader = "x-openstack-request-id";

/** A new id for a request. Never taken from the client: it must be unique in the log. */
export function newRequestId(): string {
  return `req-${randomUUID()}`;
}
