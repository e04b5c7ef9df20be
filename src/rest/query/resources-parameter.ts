import { fault, type QueryReading, readAll } from "./query-grammar.ts";

/** The largest amount that an inventory can have, and the contract can say. */
const amountMax = 2_147_483_647;

/** Numbers as Python's int() reads them: that is what Placement accepts. More digits than these are not read. */
const integer = /^\s*([+-]?)(\d+(?:_\d+)*)\s*$/;
const digitsMax = 4300;

/**
 * Reads `VCPU:2,MEMORY_MB:1024`: amounts by class. Of a class that is named twice the last amount counts. Whether
 * there is such a class is not asked here.
 */
export function readResources(text: string): QueryReading<Readonly<Record<string, number>>> {
  if (text.trim() === "") return badlyFormed("empty string");
  const amounts = readAll(text.split(","), readAmount);
  // Any text can be the name of a class here, `__proto__` as well: assigning would lose that.
  return "fault" in amounts ? amounts : { value: Object.fromEntries(amounts.value) };
}

/** The classes that a well-formed parameter names. */
export function classesIn(text: string): string[] {
  return text.split(",").map((part) => part.slice(0, part.indexOf(":")));
}

function readAmount(text: string): QueryReading<readonly [resourceClass: string, amount: number]> {
  const [resourceClass = "", amountText, ...more] = text.split(":");
  if (amountText === undefined || more.length > 0) return badlyFormed(text);
  const [, sign, digits = ""] = integer.exec(amountText) ?? [];
  if (sign === undefined || digits.length > digitsMax) {
    return fault(`Requested resource ${resourceClass} expected positive integer amount. Got: ${amountText}.`);
  }
  const amount = BigInt(digits.replaceAll("_", "")) * (sign === "-" ? -1n : 1n);
  if (amount < 1n) return outOfBounds(resourceClass, "amount >= 1", amount);
  if (amount > amountMax) return outOfBounds(resourceClass, `amount <= ${amountMax}`, amount);
  return { value: [resourceClass, Number(amount)] };
}

function badlyFormed(got: string) {
  return fault(
    "Badly formed resources parameter. Expected resources query string parameter in form: " +
      `?resources=VCPU:2,MEMORY_MB:1024. Got: ${got}.`,
  );
}

function outOfBounds(resourceClass: string, bound: string, amount: bigint) {
  return fault(`Requested resource ${resourceClass} requires ${bound}. Got: ${amount}.`);
}
