/** Numbers from 0 up to, not including, 1: `Math.random`, or a seeded source where answers must repeat. */
export type Random = () => number;

/** Puts a list into a random order, in place. */
export function shuffle(list: Int32Array | number[], random: Random): void {
  for (let left = list.length; left > 1; left--) {
    const other = Math.floor(random() * left);
    [list[left - 1], list[other]] = [list[other]!, list[left - 1]!];
  }
}
