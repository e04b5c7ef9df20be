import type { OutgoingHttpHeaders } from "node:http2";

/** What belongs to the protocols: nobody else may set it, and node's http2 throws on some of it. */
const reserved =
  /^(?:grpc-(?!accept-encoding$)|content-type$|te$|connection$|transfer-encoding$|keep-alive$|proxy-connection$|upgrade$|http2-settings$|:)/;

/** Web headers as node's http2 takes them. Binary metadata (`-bin`) is base64 in both. */
export function nodeHeaders(headers: Headers): OutgoingHttpHeaders {
  const node: OutgoingHttpHeaders = {};
  for (const [name, value] of headers) if (!reserved.test(name)) node[name] = value;
  return node;
}
