import type { BinaryWriter } from "@bufbuild/protobuf/wire";

/** The key of a response's own way into protobuf's binary form. */
export const writeBinary: unique symbol = Symbol("write binary");

/**
 * A response that writes the fields of its message itself, at less cost than by way of the message. Protocols that
 * don't ask for it, and those that the response can't be written for, take it as the init shape of its message.
 */
export interface BinaryAnswer {
  [writeBinary](writer: BinaryWriter): void;
}
