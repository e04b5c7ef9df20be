const numberParts = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
const digitsMax = 20;

/**
 * The integer that a text in JSON's grammar of numbers is, exactly: `1e3`, `4.0`. Undefined for what has a fraction or
 * is no number. What is beyond all 64-bit integers comes as one that is, since an exponent can ask for any number of
 * digits.
 */
export function exactInteger(text: string): bigint | undefined {
  // Nobody writes a number in so many characters; a text of a megabyte is not worth reading.
  if (text.length > 400) return undefined;
  const [, sign = "", whole, fraction = "", exponent = "0"] = numberParts.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const digits = (whole + fraction).replace(/^0+/, "");
  if (digits === "") return 0n;
  const scale = Number(exponent) - fraction.length;
  if (digits.length + scale > digitsMax) return BigInt(`${sign}1${"0".repeat(digitsMax)}`);
  if (scale >= 0) return BigInt(sign + digits + "0".repeat(scale));
  return /[1-9]/.test(digits.slice(scale)) ? undefined : BigInt(sign + digits.slice(0, scale));
}
