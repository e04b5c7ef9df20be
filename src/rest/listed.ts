/** A fact that is a list, separated by commas, with blanks after them. */
export function listed(fact: string | number | undefined): string {
  return String(fact ?? "")
    .split(",")
    .join(", ");
}
