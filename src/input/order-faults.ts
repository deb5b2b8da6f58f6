interface Startable {
  readonly name: string;
  /** Of the start. */
  readonly at?: number | undefined;
  /** The fault it follows. */
  readonly after?: string | undefined;
}

/** In order of start: those with a time by time, each followed by what comes after it. Faults of a cycle are left out. */
export function orderFaults<T extends Startable>(faults: readonly T[]): T[] {
  const roots = faults.filter(({ after }) => after === undefined).sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
  const followersOf = (fault: T) => faults.filter(({ after }) => after === fault.name);
  const withFollowers = (fault: T): T[] => [fault, ...followersOf(fault).flatMap(withFollowers)];
  return roots.flatMap(withFollowers);
}
