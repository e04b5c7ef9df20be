import { STATUS_CODES } from "node:http";
import { acceptedType, type ErrorFormat, errorFormat } from "./accept.ts";

/** The codes by which Placement's clients tell errors of one status apart. */
export type ErrorCode =
  | "placement.undefined_code"
  | "placement.concurrent_update"
  | "placement.duplicate_name"
  | "placement.inventory.inuse"
  | "placement.resource_provider.inuse"
  | "placement.resource_provider.cannot_delete_parent"
  | "placement.resource_provider.not_found"
  | "placement.query.bad_value"
  | "placement.query.missing_value"
  | "placement.query.duplicate_key";

/** An error as it goes to a client. */
export interface ErrorAnswer {
  readonly status: number;
  readonly detail: string;
  readonly requestId: string;
  /** Present from microversion 1.23 on. */
  readonly code?: ErrorCode | undefined;
  /** What else stands in the error: the versions that there are, for one that there isn't. */
  readonly extra?: Readonly<Record<string, string>> | undefined;
  /** What the sentence of the status speaks of: the method for 405, the media type for 415. */
  readonly subject?: string | undefined;
}

/** A body with its media type. */
export interface WrittenError {
  readonly contentType: string;
  readonly text: string;
}

/** Writes an error in the form that the client takes. */
export function writeError(error: ErrorAnswer, accept: string | undefined): WrittenError {
  const format = errorFormat(accept);
  const { sentence, bare } = sentences[error.status] ?? { sentence: () => title(error.status) };
  const opening = sentence(error.subject ?? "", acceptedType(accept));
  const parts: Parts = { opening, detail: error.detail, bare: bare === true };
  if (format === "html") return html(error.status, parts);
  const detail = plainText(parts);
  if (format === "plain") return plain(error.status, detail);
  return { contentType: "application/json", text: JSON.stringify({ errors: [jsonError(error, detail)] }) };
}

function jsonError(error: ErrorAnswer, detail: string) {
  return {
    status: error.status,
    title: title(error.status),
    detail,
    ...(error.code === undefined ? {} : { code: error.code }),
    request_id: error.requestId,
    ...error.extra,
  };
}

interface Sentence {
  /** True for statuses whose detail follows without the blanks that the others have around it. */
  readonly bare?: true;
  sentence(subject: string, accept: string): string;
}

/** The sentences with which the details of errors begin: clients' tests read some of them. */
const sentences: Readonly<Record<number, Sentence>> = {
  400: {
    sentence: () =>
      "The server could not comply with the request since it is either malformed or otherwise incorrect.",
  },
  403: { sentence: () => "Access was denied to this resource." },
  404: { sentence: () => "The resource could not be found." },
  405: { bare: true, sentence: (method) => `The method ${method} is not allowed for this resource. ` },
  406: {
    bare: true,
    sentence: (_, accept) =>
      `The resource could not be generated that was acceptable to your browser\n(content of type ${accept}. `,
  },
  409: { sentence: () => "There was a conflict when trying to complete your request." },
  413: { sentence: () => "The request's body is larger than this server accepts." },
  415: { bare: true, sentence: (type) => `The request media type ${type} is not supported by this server. ` },
  500: {
    sentence: () => "The server has either erred or is incapable of performing the requested operation.",
  },
  503: { sentence: () => "The server can't answer now; try again later." },
  504: { sentence: () => "The request could not be answered in time." },
};

interface Parts {
  readonly opening: string;
  readonly detail: string;
  readonly bare: boolean;
}

/** The error's text without markup, on one line a paragraph, as Placement makes it from its HTML form. */
function plainText({ opening, detail, bare }: Parts): string {
  return `${oneLine(opening)}\n\n ${oneLine(detail)}${bare ? "" : "  "}`;
}

function oneLine(text: string): string {
  return withoutMarkup(text.replaceAll(/[\r\n]/g, " "));
}

/**
 * Placement takes markup out of the plain form, so that no browser finds any there. Not by an expression: one that
 * looks for the end of each bracket takes a time that grows with their number squared.
 */
function withoutMarkup(text: string): string {
  let kept = "";
  let from = 0;
  for (let open = text.indexOf("<"); open >= 0; open = text.indexOf("<", from)) {
    const close = text.indexOf(">", open);
    if (close < 0) break;
    kept += text.slice(from, open);
    from = close + 1;
  }
  return kept + text.slice(from);
}

function plain(status: number, detail: string): WrittenError {
  return {
    contentType: "text/plain; charset=UTF-8",
    text: `${status} ${title(status)}\n\n${detail}`,
  };
}

function html(status: number, { opening, detail, bare }: Parts): WrittenError {
  const heading = `${status} ${title(status)}`;
  const body = `${escaped(opening)}<br /><br />\n${escaped(detail)}${bare ? "" : "\n\n"}`;
  const text = `<html>
 <head>
  <title>${heading}</title>
 </head>
 <body>
  <h1>${heading}</h1>
  ${body}
 </body>
</html>`;
  return { contentType: "text/html; charset=UTF-8", text };
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#x27;",
};

/** What is not ASCII is written as a reference, as Placement does, so that no reader can take its bytes for others. */
function escaped(text: string): string {
  return text.replaceAll(/[&<>"']|[^\0-\x7f]/gu, (char) => entities[char] ?? `&#${char.codePointAt(0)};`);
}

function title(status: number): string {
  return STATUS_CODES[status] ?? "Unknown";
}

const unauthenticated =
  "This server could not verify that you are authorized to access the document you requested. " +
  "Either you supplied the wrong credentials (e.g., bad password), or your browser does not understand " +
  "how to supply the credentials required.";

/** 401 has a form of its own: it is answered before Placement itself. */
export function writeUnauthenticated(accept: string | undefined): WrittenError {
  const format: ErrorFormat = errorFormat(accept);
  if (format === "html") return html(401, { opening: unauthenticated, detail: "", bare: false });
  if (format === "plain") return plain(401, plainText({ opening: unauthenticated, detail: "", bare: false }));
  const body = {
    message: `${unauthenticated}<br /><br />\n\n\n`,
    code: "401 Unauthorized",
    title: "Unauthorized",
  };
  return { contentType: "application/json", text: JSON.stringify(body) };
}
