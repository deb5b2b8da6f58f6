// How operations show. Under the harness (RECORD=1) each is told in lines of a few words on k6's console output; a person
// who runs a script by hand gets metrics in k6's own summary instead.
//
//   cd c 1795451633198 12.031                  this generator's clocks: Unix milliseconds, and its own milliseconds
//   cd s 2 40 1000.112 transaction/17          user 2 sends, for place 40 of the schedule, line 17 of the corpus
//   cd e 2 1003.5 r:refused                    and has its answer: o(k), r(ejected) or u(nknown), and why
//   cd d 41,43                                 nobody was free when places 41 and 43 were due
//   cd n 42                                    there was nothing to send at place 42
//   cd r 5000.1 5000.1 5002.7 o read/newHeads  one that had no place: intended, sent, done
//
// Why not k6's outputs: they write some sixteen lines for each iteration, and cannot be told to write fewer
// (https://github.com/grafana/k6/issues/1321). A batch has its elements separated by commas. `s` has an intended time at
// its end when that is not the schedule's.

import { Counter, Trend } from "k6/metrics";
import { elapsedMs } from "./clock.ts";
import { setting } from "./options.ts";

export type Outcome = "ok" | "rejected" | "unknown";

export interface Answer {
  readonly outcome: Outcome;
  /** Why it is not ok. */
  readonly error?: string;
}

const recording = setting("RECORD", "") !== "";

/** From the intended start to the answer. */
const durations = new Trend("operation_duration", true);
const counters = {
  ok: new Counter("operations_ok"),
  rejected: new Counter("operations_rejected"),
  unknown: new Counter("operations_unknown"),
  dropped: new Counter("operations_dropped"),
};

/** Readings of both clocks that a user tells before it stops: the harness needs a few to find out how they lie. */
let readingsLeft = 8;

export interface Start {
  readonly user: number;
  readonly place: number;
  /** "read/eth_call", "transaction/17"; those of a batch with commas between them. */
  readonly what: string;
  readonly intendedAtMs: number;
  readonly sentAtMs: number;
  /** Set where the harness cannot find that time by the place. */
  readonly ownTime?: true;
}

export function reportSent({ user, place, what, intendedAtMs, sentAtMs, ownTime }: Start): void {
  if (!recording) return;
  if (readingsLeft > 0) tellClocks();
  const own = ownTime === undefined ? "" : ` ${intendedAtMs}`;
  console.log(`cd s ${user} ${place} ${sentAtMs} ${what}${own}`);
}

export interface End {
  readonly user: number;
  readonly intendedAtMs: number;
  readonly doneAtMs: number;
}

/** `answer` is of the only element, or of each. */
export function reportDone({ user, intendedAtMs, doneAtMs }: End, answer: Answer | readonly Answer[]): void {
  if (recording) {
    console.log(`cd e ${user} ${doneAtMs} ${marks(answer)}`);
    return;
  }
  for (const { outcome } of "outcome" in answer ? [answer] : answer) {
    durations.add(doneAtMs - intendedAtMs);
    counters[outcome].add(1);
  }
}

function marks(answer: Answer | readonly Answer[]): string {
  if ("outcome" in answer) return mark(answer);
  return answer.every(isPlain) ? "o" : answer.map(mark).join(",");
}

function tellClocks(): void {
  readingsLeft -= 1;
  console.log(`cd c ${Date.now()} ${elapsedMs()}`);
}

/** Places that this user has dropped and not told of: those come in crowds, and a line for each would add to the jam. */
let dropped: number[] = [];
const droppedMax = 32;

/** `count` operations of a place were dropped, because no user was free. */
export function reportDropped(place: number, count: number): void {
  if (!recording) {
    counters.dropped.add(count);
    return;
  }
  dropped.push(place);
  if (dropped.length >= droppedMax) tellDropped();
}

/** For when there is time: before a wait. */
export function tellDropped(): void {
  if (dropped.length === 0) return;
  console.log(`cd d ${dropped.join(",")}`);
  dropped = [];
}

export function reportNothing(place: number): void {
  if (recording) console.log(`cd n ${place}`);
  else counters.dropped.add(1);
}

export interface Observation {
  readonly what: string;
  /** Times of the clock `elapsedMs`. */
  readonly intendedAtMs: number;
  readonly sentAtMs: number;
  readonly doneAtMs: number;
}

export function reportObserved({ what, intendedAtMs, sentAtMs, doneAtMs }: Observation, answer: Answer): void {
  if (!recording) {
    durations.add(doneAtMs - intendedAtMs);
    counters[answer.outcome].add(1);
    return;
  }
  if (readingsLeft > 0) tellClocks();
  console.log(`cd r ${intendedAtMs} ${sentAtMs} ${doneAtMs} ${mark(answer)} ${safe(what)}`);
}

const isPlain = (answer: Answer): boolean => answer.outcome === "ok" && answer.error === undefined;

function mark({ outcome, error }: Answer): string {
  if (outcome === "ok" && error === undefined) return "o";
  const letter = outcome.charAt(0);
  return error === undefined ? letter : `${letter}:${encodeURIComponent(error)}`;
}

/** No name, of a replayed log say, may break a line or its words. */
export const safe = (what: string): string => (/[\s,%]/.test(what) ? encodeURIComponent(what) : what);
