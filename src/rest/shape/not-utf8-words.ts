import { isUtf8 } from "node:buffer";

/** What is wrong with bytes that are no text: the first that can't be part of one, as Python's decoder tells of it. */
export function notUtf8Words(bytes: Buffer): string {
  let [valid, broken] = [0, bytes.length];
  while (broken - valid > 1) {
    const middle = (valid + broken) >> 1;
    if (isUtf8(bytes.subarray(0, textEnd(bytes, middle)))) valid = middle;
    else broken = middle;
  }
  const position = textEnd(bytes, valid);
  const byte = (bytes[position] ?? 0).toString(16).padStart(2, "0");
  return `'utf-8' codec can't decode byte 0x${byte} in position ${position}: invalid start byte`;
}

/** The last boundary between characters at or before a position. */
function textEnd(bytes: Buffer, position: number): number {
  let end = position;
  while (end > 0 && position - end < 3 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return end;
}
