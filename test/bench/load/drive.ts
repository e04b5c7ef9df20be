import type { Connection, OnAnswer } from "./connection.ts";
import { grpcRequests } from "./grpc-requests.ts";
import { Http1Connection } from "./http1-connection.ts";
import { Http2Connection } from "./http2-connection.ts";
import { Latencies } from "./latencies.ts";
import type { LoadPlan, LoadResult } from "./load-plan.ts";
import { type NextRequest, restRequests } from "./rest-requests.ts";

/** The longest that answers may take after the last request, in milliseconds. */
const TAIL_MS_MAX = 60_000;

/** One client's place for a request in flight. */
type Slot = (begunAt: number) => void;

/** Makes the load of a plan. Rejects if answers stay away. */
export async function drive(plan: LoadPlan): Promise<LoadResult> {
  const run = new Run(plan);
  const connections = await Promise.all(
    Array.from({ length: plan.clients }, (_, client) => run.connect(client)),
  );
  const cpu = process.cpuUsage();
  try {
    const seconds = await run.go();
    const { user, system } = process.cpuUsage(cpu);
    return { ...run.result(), seconds, cpuUs: user + system };
  } finally {
    for (const connection of connections) connection.close();
  }
}

class Run {
  readonly #plan: LoadPlan;
  readonly #latencies = new Latencies();
  readonly #free: Slot[] = [];
  /** When those requests came that no slot was free for. */
  #due: number[] = [];
  #sent = 0;
  #answered = 0;
  #failures = 0;
  #failure: string | undefined;
  #over = false;
  readonly #ended = Promise.withResolvers<void>();

  constructor(plan: LoadPlan) {
    this.#plan = plan;
  }

  async connect(client: number): Promise<Connection> {
    const { protocol, traffic, clients, host, port, streams = 1 } = this.#plan;
    const place = { client, clients };
    const next: NextRequest = (protocol === "rest" ? restRequests : grpcRequests)(traffic, place);
    const slot: Slot = (begunAt) => {
      this.#sent++;
      connection.send(next(), begunAt);
    };
    const onAnswer: OnAnswer = (begunAt, failure) => this.#onAnswer(slot, begunAt, failure);
    const kind = protocol === "rest" ? Http1Connection : Http2Connection;
    const connection: Connection = await kind.connect({ host, port }, onAnswer);
    for (let stream = 0; stream < streams; stream++) this.#free.push(slot);
    return connection;
  }

  /** Resolves when all is answered, with how many seconds that took. */
  async go(): Promise<number> {
    const begun = performance.now();
    if (this.#plan.perSecond === undefined) for (const slot of this.#free.splice(0)) slot(performance.now());
    else this.#pace(begun, this.#plan.perSecond);
    const { durationMs } = this.#plan;
    const end = durationMs === undefined ? undefined : setTimeout(() => this.#finish(), durationMs);
    await this.#ended.promise;
    clearTimeout(end);
    return (performance.now() - begun) / 1000;
  }

  result(): Omit<LoadResult, "seconds" | "cpuUs"> {
    const failure = this.#failure === undefined ? {} : { failure: this.#failure };
    return {
      answers: this.#answered - this.#failures,
      failures: this.#failures,
      ...failure,
      ...this.#latencies.summary(),
    };
  }

  /**
   * Requests come at a steady rate, and wait where all clients are busy: that wait is part of what they take. Timers
   * are no finer than a millisecond, so they come in small flocks, and count from when theirs came: how late this
   * process is must not be the server's fault.
   */
  #pace(begun: number, perSecond: number): void {
    let come = 0;
    const tick = () => {
      if (this.#over) return;
      const now = performance.now();
      for (; come < ((now - begun) * perSecond) / 1000; come++) this.#due.push(now);
      this.#serveDue();
      setTimeout(tick, 1);
    };
    tick();
  }

  #serveDue(): void {
    let served = 0;
    for (; served < this.#due.length; served++) {
      const slot = this.#free.pop();
      if (slot === undefined) break;
      slot(this.#due[served]!);
    }
    if (served > 0) this.#due = this.#due.slice(served);
  }

  #onAnswer(slot: Slot, begunAt: number, failure: string | undefined): void {
    const now = performance.now();
    this.#answered++;
    this.#latencies.add(now - begunAt);
    if (failure !== undefined) {
      this.#failures++;
      this.#failure ??= failure;
      this.#over = true;
    }
    if (this.#plan.requests !== undefined && this.#sent >= this.#plan.requests) this.#over = true;
    if (this.#plan.perSecond !== undefined) {
      this.#free.push(slot);
      this.#serveDue();
    } else if (!this.#over) slot(now);
    this.#endIfDone();
  }

  #finish(): void {
    this.#over = true;
    this.#endIfDone();
    setTimeout(() => this.#ended.reject(new Error("answers stay away")), TAIL_MS_MAX).unref();
  }

  #endIfDone(): void {
    if (this.#over && this.#due.length === 0 && this.#answered === this.#sent) this.#ended.resolve();
  }
}
