let second = 0;
let text = "";

/** The time as HTTP writes it. Its resolution is a second, so it is written once a second. */
export function httpDateNow(): string {
  const now = Math.floor(Date.now() / 1000);
  if (now !== second) {
    second = now;
    text = new Date(now * 1000).toUTCString();
  }
  return text;
}
