/** Closes a switch over a union: the compiler refuses a missing case, and a value from outside is named. */
export function assertNever(value: never): never {
  throw new TypeError(`unexpected value: ${JSON.stringify(value)}`);
}
