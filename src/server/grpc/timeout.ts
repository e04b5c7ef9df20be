const unitsMs: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1000,
  m: 1,
  u: 1 / 1000,
  n: 1 / 1_000_000,
};

/** Milliseconds of a `grpc-timeout` header: up to eight digits and a unit. Undefined for anything else. */
export function parseGrpcTimeout(text: string): number | undefined {
  const unitMs = unitsMs[text.at(-1) ?? ""];
  const digits = text.slice(0, -1);
  return unitMs !== undefined && /^\d{1,8}$/.test(digits) ? Number(digits) * unitMs : undefined;
}

/**
 * The time that a client allows a call, in milliseconds, by the header of whatever protocol it speaks. Undefined
 * where it allows any, or where the header is malformed: the protocol refuses that one.
 */
export function clientTimeoutMs(header: Headers): number | undefined {
  const grpc = header.get("grpc-timeout");
  if (grpc !== null) return parseGrpcTimeout(grpc);
  const connect = header.get("connect-timeout-ms");
  return connect !== null && /^\d{1,10}$/.test(connect) ? Number(connect) : undefined;
}
