// For tests and for backends that nobody has probed.

import { type Mechanism, type MechanismName, mechanismNames } from "./node.ts";

/** The same answer for every mechanism but those that are given. */
export function everyMechanism(
  answer: Mechanism,
  but: Readonly<Partial<Record<MechanismName, Mechanism>>> = {},
): Readonly<Record<MechanismName, Mechanism>> {
  const entries = mechanismNames.map((name) => [name, but[name] ?? answer]);
  return Object.fromEntries(entries) as Record<MechanismName, Mechanism>;
}
