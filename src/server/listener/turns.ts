import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

/** The last request of a connection, and the one before it. Answers have the order of their requests. */
interface Turn {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly before: ServerResponse | undefined;
}

/**
 * Whose turn it is to be answered on a connection of pipelined requests. What is no request is not among those that
 * node answers in their order: refused at once, it would seem to be the answer to an earlier one, whose own would
 * be lost.
 */
export class Turns {
  readonly #last = new WeakMap<Duplex, Turn>();
  readonly #waiting = new WeakSet<Duplex>();

  /** Takes note of a request. */
  take(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    this.#last.set(socket, { request, response, before: this.#last.get(socket)?.response });
  }

  /**
   * Calls `refuse` once all requests were answered that came whole before what is refused now; hangs up instead
   * where the one refused was answered before its end.
   */
  inTurn(socket: Duplex, refuse: () => void): void {
    const turn = this.#last.get(socket);
    if (turn === undefined || this.#waiting.has(socket)) {
      if (turn === undefined) refuse();
      return;
    }
    this.#waiting.add(socket);
    const isPart = !turn.request.complete;
    if (isPart && turn.response.headersSent) afterAnswer(turn.response, () => socket.destroy());
    else afterAnswer(isPart ? turn.before : turn.response, refuse);
  }
}

function afterAnswer(response: ServerResponse | undefined, act: () => void): void {
  if (response === undefined || response.writableFinished) act();
  else response.once("close", act);
}
