import type { ServerResponse } from "node:http";
import { constants } from "node:http2";
import type { AnswerWay } from "../service/large-answers.ts";
import { isGone } from "../transcoder/index.ts";
import type { HttpResponse } from "./http-handler.ts";

/** The way of an answer that is one of node's responses. */
export class ResponseWay implements AnswerWay {
  readonly #response: HttpResponse;

  constructor(response: HttpResponse) {
    this.#response = response;
  }

  onceClosed(listener: () => void): void {
    // Both kinds of response tell of this; their union's overloads don't say so.
    if (isGone(this.#response)) listener();
    else (this.#response as ServerResponse).once("close", listener);
  }

  cut(): void {
    if ("stream" in this.#response) this.#response.stream?.close(constants.NGHTTP2_CANCEL);
    else this.#response.destroy();
  }
}
