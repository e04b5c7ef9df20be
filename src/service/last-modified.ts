import type { HandlerContext } from "@connectrpc/connect";

/** Tells, as a response header, when what the response shows was last changed. One second's resolution. */
export function setLastModified(context: HandlerContext, at: Date | undefined): void {
  if (at !== undefined) {
    context.responseHeader.set("last-modified", at.toUTCString());
  }
}
