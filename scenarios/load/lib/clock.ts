import exec from "k6/execution";

/** Property look-ups on `exec` make a new object each time, which costs as much as half a request; these live on. */
export interface Seat {
  readonly instance: typeof exec.instance;
  readonly scenario: typeof exec.scenario;
  readonly user: number;
}

// Not module state shared by anyone: each user runs its script in a runtime of its own.
let seat: Seat | undefined;

/** What this user asks k6 over and over. Only in an iteration: while a script is loaded there is no user. */
export function seatOf(): Seat {
  seat ??= { instance: exec.instance, scenario: exec.scenario, user: exec.vu.idInTest };
  return seat;
}

/** Milliseconds since the test began, with microseconds: the clock of all records. */
export const elapsedMs = (): number => seatOf().instance.currentTestRunDuration;

/** This iteration's place: from 0, each number once, over all users and all generators that share the load. */
export const nextPlace = (): number => seatOf().scenario.iterationInTest;
