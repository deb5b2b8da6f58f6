import type { FaultStart } from "../model/plan.ts";

interface Startable {
  readonly name: string;
  readonly start: FaultStart;
}

/** In order of start: those with a time by time, each followed by what comes after it. Faults of a cycle are left out. */
export function orderFaults<T extends Startable>(faults: readonly T[]): T[] {
  const timeOf = ({ start }: T) => (start.kind === "at" ? start.atMs : Number.POSITIVE_INFINITY);
  const roots = faults.filter((fault) => fault.start.kind === "at").sort((a, b) => timeOf(a) - timeOf(b));
  const followersOf = (fault: T) => faults.filter(({ start }) => start.kind === "after" && start.fault === fault.name);
  const withFollowers = (fault: T): T[] => [fault, ...followersOf(fault).flatMap(withFollowers)];
  return roots.flatMap(withFollowers);
}
