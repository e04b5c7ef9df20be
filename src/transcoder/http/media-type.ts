import type { NodeRequest } from "./node-messages.ts";

/** Why a request's body can't be read as JSON, by what its headers say; undefined where it can. */
export function mediaTypeObjection(req: NodeRequest): string | undefined {
  const type = req.headers["content-type"];
  // Without a word about the type it is worth a try: the body is JSON or a 400.
  if (type === undefined || type === "" || type === "application/json") return undefined;
  const [name = "", ...parameters] = type.split(";").map((part) => part.trim().toLowerCase());
  if (name !== "application/json") return "the body must be application/json";
  const charset = parameters.find((parameter) => parameter.startsWith("charset="));
  const isUtf8 = charset === undefined || /^charset="?utf-?8"?$/.test(charset);
  return isUtf8 ? undefined : "the body must be in UTF-8";
}
