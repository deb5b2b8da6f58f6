import { InvariantError } from "./errors.ts";

/** Throws InvariantError when our own reasoning is wrong. Never use it for input or for what a network does. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}

/** Closes a switch over a closed set: a new member becomes a type error here. */
export function assertNever(value: never): never {
  throw new InvariantError(`unhandled case: ${JSON.stringify(value)}`);
}

/** Returns the value, or throws InvariantError naming what was missing. */
export function present<T>(value: T | null | undefined, what: string): T {
  assert(value !== null && value !== undefined, `${what} is missing`);
  return value;
}
