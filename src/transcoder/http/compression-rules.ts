import type { NodeResponse } from "./node-messages.ts";

/** Which responses are worth compressing. */
export interface CompressionRules {
  /** The shortest, in bytes. */
  readonly minBytes: number;
}

/** Fills in what is left open; false turns compression off. Below a packet's length there is nothing to win. */
export function compressionRules(
  options: false | { readonly minBytes?: number } = {},
): CompressionRules | undefined {
  return options === false ? undefined : { minBytes: options.minBytes ?? 1400 };
}

const compressible =
  /^(?:text\/|application\/(?:json|xml|javascript|wasm|x-ndjson)\b|[^;]*\+(?:json|xml)\b|image\/(?:svg|bmp)\b)/i;

/** Whether a body of this type gets shorter, and nobody has compressed it yet. */
export function isCompressible(contentType: string, res: NodeResponse): boolean {
  return compressible.test(contentType) && !res.hasHeader("content-encoding");
}
