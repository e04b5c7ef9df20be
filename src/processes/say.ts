/** Words for people go to standard error; the log goes to standard output. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
