/**
 * Sets a property whose name somebody else chose. Assigning to `__proto__` would set an object's prototype; here it
 * becomes an ordinary key.
 */
export function setOwn<T>(target: Record<string, T>, key: string, value: T): void {
  if (key !== "__proto__") target[key] = value;
  else Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}
