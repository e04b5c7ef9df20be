import type { HandlerContext } from "@connectrpc/connect";

/** Tells, as a response header, when what the response shows was last changed. One second's resolution. */
export function setLastModified(context: HandlerContext, at: Date | undefined): void {
  if (at !== undefined) {
    context.responseHeader.set("last-modified", at.toUTCString());
  }
}

/** When the last of some things was changed; undefined where there is none. */
export function latest(things: readonly { readonly updatedAt: Date }[]): Date | undefined {
  return things.reduce<Date | undefined>(
    (last, { updatedAt }) => (last === undefined || updatedAt > last ? updatedAt : last),
    undefined,
  );
}
