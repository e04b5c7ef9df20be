/** A connection that sends one request over and over. */
export interface Load {
  /** Good answers so far. */
  readonly answers: number;
  /** Other answers so far. */
  readonly failures: number;
  /** Keeps this many requests in flight until stopped. */
  start(inFlight: number): void;
  /** Resolves when what is in flight has been answered. */
  stop(): Promise<void>;
  close(): void;
}
