/** A connection that sends prepared requests. Node's own clients cost more than the servers that are to be measured. */
export interface Connection {
  /** Sends a request; `begunAt` comes back with its answer. */
  send(request: Buffer, begunAt: number): void;
  close(): void;
}

/** Called with each answer; `failure` says what is wrong with one that is no success. */
export type OnAnswer = (begunAt: number, failure?: string) => void;
