// What a user does in an iteration: takes the next place of the schedule, waits until it is due, runs the operation and
// reports it. A place belongs to whoever is free first; where nobody was, it is dropped, and reported as that.

import { sleep } from "k6";
import { elapsedMs, nextPlace, type Seat, seatOf } from "./clock.ts";
import { plannedLoad } from "./options.ts";
import {
  type Answer,
  type Observation,
  reportDone,
  reportDropped,
  reportNothing,
  reportObserved,
  reportSent,
  safe,
  tellDropped,
} from "./report.ts";
import { leadMs, type Schedule } from "./schedule.ts";

/** A user that comes this late to a place still takes it: a pause of k6's garbage collector is of that size. */
const lateMsMax = 5;
/** A user that has done nothing but drop for so long takes a place that is late: it is behind for good. */
const droppingMsMax = 20;

// What a user knows of its turn; each has a runtime, and so variables, of its own. k6 interprets what is below for every
// operation and looks an imported name up anew each time, so it is variables of this file instead of objects that are
// handed on, and no more looks at the clock than there have to be.

let seat: Seat | undefined;
let user = 0;
let schedule: Schedule = { offsetMs: () => Infinity };
let endAtMs = 0;

/** The place that was taken last, and whether it has yet to be run. */
let place = 0;
let isTaken = false;
let dueAtMs = 0;
/** The last look at the clock. */
let nowMs = 0;
let droppingSinceMs: number | undefined;

/** Learns what stays as it is. Not while the script is loaded, when there is no user. */
function sitDown(): Seat {
  seat = seatOf();
  user = seat.user;
  schedule = plannedLoad().schedule;
  endAtMs = leadMs + plannedLoad().durationMs;
  return seat;
}

const notRun: Answer = { outcome: "rejected", error: "its place was dropped" };

/** Runs one operation at this iteration's place. `what` names it: "read/eth_call", "transaction/17". */
export function operation(what: string, work: () => Answer): Answer {
  if (!awaitTurn()) return notRun;
  const intendedAtMs = dueAtMs;
  reportSent({ user, place, what, intendedAtMs, sentAtMs: nowMs });
  const answer = work();
  reportDone({ user, intendedAtMs, doneAtMs: elapsedMs() }, answer);
  return answer;
}

/** Runs a batch at this iteration's place; an element that has no answer is unknown. */
export function operations(whats: readonly string[], work: () => readonly Answer[]): readonly Answer[] {
  if (!awaitTurn()) return [];
  const intendedAtMs = dueAtMs;
  reportSent({ user, place, what: whats.map(safe).join(","), intendedAtMs, sentAtMs: nowMs });
  const given = work();
  const answers = whats.map((_, element) => given[element] ?? missing);
  reportDone({ user, intendedAtMs, doneAtMs: elapsedMs() }, answers);
  return answers;
}

const missing: Answer = { outcome: "unknown", error: "no answer in the batch" };

/**
 * Takes this iteration's place, if that has not been done, and says whether there is anything to do for it. A script may
 * ask before it makes up its mind what to send: when k6 is far behind, places that are let go of must cost next to nothing,
 * or there would be time for nothing else.
 */
export function takePlace(): boolean {
  if (isTaken) return true;
  const { instance, scenario } = seat ?? sitDown();
  place = scenario.iterationInTest;
  dueAtMs = leadMs + schedule.offsetMs(place);
  nowMs = instance.currentTestRunDuration;
  if (nowMs - dueAtMs > lateMsMax && nowMs - (droppingSinceMs ?? nowMs) < droppingMsMax) {
    droppingSinceMs ??= nowMs;
    reportDropped(place, plannedLoad().batchSize);
    return false;
  }
  droppingSinceMs = undefined;
  isTaken = true;
  return true;
}

/** Waits for this iteration's place; false when there is nothing to do for it. */
function awaitTurn(): boolean {
  if (!takePlace()) return false;
  isTaken = false;
  return waitUntil(dueAtMs);
}

/** Runs one operation at a time of its own, in milliseconds from the schedule's start; when late, late, but never dropped. */
export function operationAt(offsetMs: number, what: string, work: () => Answer): Answer {
  const intendedAtMs = leadMs + offsetMs;
  if (!waitUntil(intendedAtMs)) return notRun;
  reportSent({ user, place: nextPlace(), what: safe(what), intendedAtMs, sentAtMs: nowMs, ownTime: true });
  const answer = work();
  reportDone({ user, intendedAtMs, doneAtMs: elapsedMs() }, answer);
  return answer;
}

/** Reports a place for which there was nothing to send. */
export function nothingToDo(): void {
  if (awaitTurn()) reportNothing(place);
}

/** Reports something that happened by itself, such as a head that a subscription delivered. Not in a load with places. */
export function observed(observation: Observation, answer: Answer): void {
  reportObserved(observation, answer);
}

/** Waits for a time, and says whether the load is still to go on then. */
function waitUntil(untilMs: number): boolean {
  const { instance } = seat ?? sitDown();
  nowMs = instance.currentTestRunDuration;
  if (untilMs >= endAtMs) {
    tellDropped();
    sleep(Math.max(0, endAtMs - nowMs) / 1000);
    return false;
  }
  if (nowMs >= untilMs) return true;
  tellDropped();
  sleep((untilMs - nowMs) / 1000);
  nowMs = instance.currentTestRunDuration;
  // A sleep that ended early was interrupted: the load is being stopped, and nothing more may be sent.
  return nowMs >= untilMs - 1;
}
