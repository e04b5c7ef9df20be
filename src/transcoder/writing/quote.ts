/**
 * A JSON string, as JSON.stringify writes it. Short texts without anything to escape, which most are, are cheaper
 * to look through here than to hand over.
 */
export function quote(text: string): string {
  if (text.length > 40) return JSON.stringify(text);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code === 0x22 || code === 0x5c || (code >= 0xd800 && code <= 0xdfff)) {
      return JSON.stringify(text);
    }
  }
  return `"${text}"`;
}
