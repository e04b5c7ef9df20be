/** The types that a stream's answer can have, the one that is sent without being asked for first. */
export const streamTypes = ["application/x-ndjson", "text/event-stream", "application/json"] as const;

/** One of them. */
export type StreamType = (typeof streamTypes)[number];

/** How the JSON texts of a stream's messages are told apart. No text has a line break in it. */
export interface StreamForm {
  /** Beside the type. */
  readonly headers: Readonly<Record<string, string>>;
  /** Before everything. */
  readonly start: string;
  /** Between two items; an error counts as one. */
  readonly separator: string;
  item(json: string, id: string | undefined): string;
  /** Tells nothing but that the stream is open; empty where there is no word for that. */
  readonly heartbeat: string;
  /** After everything, but for an error. */
  readonly end: string;
  /** The last that there is, with a `google.rpc.Status`, and when to try again where that is known. */
  error(json: string, retryMs: number | undefined): string;
}

const lines: StreamForm = {
  headers: {},
  start: "",
  separator: "",
  item: (json) => `${json}\n`,
  heartbeat: "",
  end: "",
  error: (json) => `{"error":${json}}\n`,
};

const array: StreamForm = {
  headers: {},
  start: "[",
  separator: ",\n",
  item: (json) => json,
  heartbeat: "",
  end: "]\n",
  error: (json) => `{"error":${json}}]\n`,
};

const events: StreamForm = {
  // Whatever is in between may keep events neither for others nor for later.
  headers: { "cache-control": "no-store", "x-accel-buffering": "no" },
  start: "",
  separator: "",
  item: (json, id) => (id === undefined ? `data: ${json}\n\n` : `id: ${id}\ndata: ${json}\n\n`),
  heartbeat: ":\n\n",
  // An EventSource takes the end of a connection for an accident, and an event without data for none.
  end: "event: end\ndata: {}\n\n",
  // An EventSource comes back by itself; for when, it has a word of its own.
  error: (json, retryMs) =>
    `${retryMs === undefined ? "" : `retry: ${retryMs}\n`}event: error\ndata: ${json}\n\n`,
};

/** The form of each type. */
export const streamForms: Readonly<Record<StreamType, StreamForm>> = {
  "application/x-ndjson": lines,
  "text/event-stream": events,
  "application/json": array,
};
