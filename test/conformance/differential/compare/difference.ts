/** One thing in which two answers are not the same. */
export interface Difference {
  /** `status`, `header NAME`, `error NAME`, `detail`, or a path in the body such as `body /traits`. */
  readonly where: string;
  readonly theirs: string;
  readonly ours: string;
}

/** Values as they stand in reports: whole ones would fill pages. */
export function shown(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
