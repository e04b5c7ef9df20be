/** What the protocol itself writes: calls don't get to say it. */
export const protocolHeaders: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "content-type",
  "http2-settings",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
