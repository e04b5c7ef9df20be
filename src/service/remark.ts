import { type ContextKey, createContextKey } from "@connectrpc/connect";

/** What a handler wants to have said of its call in the log, though nothing failed. */
export const remarkKey: ContextKey<string | undefined> = createContextKey<string | undefined>(undefined, {
  description: "remark",
});
