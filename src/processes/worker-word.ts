/** The program's argument in a worker. */
export const workerArgument = "worker";

/** What a worker tells the process that watches over it: where it serves, or why it can't. */
export type WorkerWord =
  | { readonly serving: { readonly host: string; readonly port: number } }
  | { readonly failed: string };

/** Tells it; resolves when it is on its way. */
export function tellPrimary(word: WorkerWord): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) throw new TypeError("only workers have somebody to tell");
    process.send(word, undefined, undefined, () => resolve());
  });
}
