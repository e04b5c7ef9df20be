/** What clients may take of a listener. Times are in milliseconds. */
export interface Limits {
  readonly headerBytesMax: number;
  readonly headerCountMax: number;
  readonly headerTimeoutMs: number;
  /** How long a request may take to arrive. */
  readonly requestTimeoutMs: number;
  /** How long a connection may be idle. */
  readonly keepAliveTimeoutMs: number;
  readonly connectionsMax: number;
  /** Concurrent streams of one HTTP/2 connection. */
  readonly streamsMax: number;
}
