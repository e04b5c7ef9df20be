/** A check that can't be understood. The message says why, without saying where: its rule does that. */
export class CheckSyntaxError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "CheckSyntaxError";
  }
}
