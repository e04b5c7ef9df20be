import { raw, writeJson } from "../json.ts";
import { bytesOf } from "../render.ts";
import type { Draft } from "../request.ts";
import type { Flaw } from "./flaw.ts";

/** Bodies that are no JSON, or JSON of another kind; and bodies where none belongs. */
export const byteFlaws: readonly Flaw[] = [
  {
    name: "body bytes",
    weight: 3,
    fits: hasBody,
    spoil(draft, random) {
      const text = writeJson(draft.body ?? null);
      const [to, bytes] = random.pick(variantsOf(text));
      draft.rawBody = bytes;
      return to;
    },
  },
  {
    name: "no body",
    weight: 0.7,
    fits: hasBody,
    spoil(draft) {
      delete draft.body;
      return undefined;
    },
  },
  {
    name: "whole body",
    weight: 1.5,
    fits: hasBody,
    spoil(draft, random) {
      draft.body = random.pick([
        null,
        true,
        0,
        "",
        "text",
        [],
        {},
        [[]],
        [{}],
        { "": {} },
        raw("NaN"),
        raw("-0"),
      ]);
      return writeJson(draft.body);
    },
  },
  {
    name: "unexpected body",
    weight: 1,
    fits: (draft) => !hasBody(draft),
    spoil(draft, random) {
      if (random.chance(0.7)) draft.headers["content-type"] = "application/json";
      draft.rawBody = random.pick(["{}", "x", "[]", '{"name": "CUSTOM_GOLD"}', ""]);
      return draft.rawBody;
    },
  },
];

export function hasBody(draft: Draft): boolean {
  return draft.body !== undefined;
}

function variantsOf(text: string): [to: string, bytes: string][] {
  const bytes = bytesOf(text);
  return [
    ["empty", ""],
    ["blank", " "],
    ["cut", bytes.slice(0, -1)],
    ["cut in half", bytes.slice(0, bytes.length >> 1)],
    ["more after it", `${bytes} x`],
    ["twice", bytes + bytes],
    ["comma", bytes.replace(/\}$/, ",}")],
    ["no colon", bytes.replace(":", " ")],
    ["single quotes", bytes.replaceAll('"', "'")],
    ["comment", `/* */${bytes}`],
    ["byte order mark", `\u00ef\u00bb\u00bf${bytes}`],
    ["bad UTF-8", bytes.replace('"', '"\u00ff')],
    ["UTF-16", Buffer.from(text, "utf16le").toString("latin1")],
    ["control character", bytes.replace('"', '"\u0001')],
    ["lone surrogate", bytes.replace('"', '"\\ud800')],
    ["NUL in text", bytes.replace(/"([^"]*)"(?!:)/, '"$1\\u0000"')],
    ["bad escape", bytes.replace('"', '"\\q')],
    ["blanks and newlines", `\n ${bytes}\r\n\t `],
    ["key twice", bytes.replace(/^\{("[^"]+":)/, "{$1 null,$1")],
    ["word", "nonsense"],
    ["only a brace", "{"],
    ["a form", "name=x&uuid=y"],
    ["undefined", "undefined"],
    ["deep", "[".repeat(200) + "]".repeat(200)],
    ["Python's words", bytes.replace(/\d+/, "None")],
    ["plus", bytes.replace(/:(\d)/, ":+$1")],
    ["leading zero", bytes.replace(/:(\d)/, ":0$1")],
    ["hexadecimal", bytes.replace(/:(\d)/, ":0x$1")],
    ["point without digits", bytes.replace(/:(\d+)/, ":$1.")],
  ];
}
