/** Rules that can't be enforced: one line for each, so that all are told at once. */
export class PolicyError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`bad policy:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
    this.name = "PolicyError";
    this.problems = problems;
  }
}
