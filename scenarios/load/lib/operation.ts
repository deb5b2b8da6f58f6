// What a user does in an iteration: takes the next place of the schedule, waits until it is due, runs the operation and
// reports it. A place belongs to whoever is free first; where nobody was, it is dropped, and reported as that.

import { sleep } from "k6";
import { elapsedMs, nextPlace } from "./clock.ts";
import { plannedLoad } from "./options.ts";
import {
  type Answer,
  type Observation,
  reportDone,
  reportDropped,
  reportNothing,
  reportObserved,
  reportSent,
  type Start,
  safe,
} from "./report.ts";
import { leadMs } from "./schedule.ts";

/** A user that comes this late to a place still takes it: a pause of k6's garbage collector is of that size. */
const lateMsMax = 5;

const notRun: Answer = { outcome: "rejected", error: "its place was dropped" };

/** Runs one operation at this iteration's place. `what` names it: "read/eth_call", "transaction/17". */
export function operation(what: string, work: () => Answer): Answer {
  const turn = awaitTurn();
  return turn === undefined ? notRun : runOne({ place: turn.place, what, intendedAtMs: turn.dueAtMs }, work);
}

/** Runs a batch at this iteration's place; an element that has no answer is unknown. */
export function operations(whats: readonly string[], work: () => readonly Answer[]): readonly Answer[] {
  const turn = awaitTurn();
  if (turn === undefined) return [];
  const start = { place: turn.place, what: whats.map(safe).join(","), intendedAtMs: turn.dueAtMs };
  reportSent(start);
  const given = work();
  const answers = whats.map((_, element) => given[element] ?? missing);
  reportDone(start, answers);
  return answers;
}

const missing: Answer = { outcome: "unknown", error: "no answer in the batch" };

function runOne(start: Start, work: () => Answer): Answer {
  reportSent(start);
  const answer = work();
  reportDone(start, answer);
  return answer;
}

interface Turn {
  readonly place: number;
  readonly dueAtMs: number;
}

/** A user that has done nothing but drop for so long takes a place that is late: it is behind for good. */
const droppingMsMax = 20;
let droppingSinceMs: number | undefined;

/** The place that this user has taken and not run yet. Each user has a runtime, and so a variable, of its own. */
let taken: Turn | undefined;

/** Waits for this iteration's place; undefined when there is nothing to do for it. */
function awaitTurn(): Turn | undefined {
  if (!takePlace()) return undefined;
  const turn = taken;
  taken = undefined;
  return turn !== undefined && waitUntil(turn.dueAtMs) ? turn : undefined;
}

/**
 * Takes this iteration's place, if that has not been done, and says whether there is anything to do for it. A script may
 * ask before it makes up its mind what to send: when k6 is far behind, places that are let go of must cost next to nothing,
 * or there would be time for nothing else.
 */
export function takePlace(): boolean {
  if (taken !== undefined) return true;
  const { schedule, batchSize } = plannedLoad();
  const place = nextPlace();
  const dueAtMs = leadMs + schedule.offsetMs(place);
  const nowMs = elapsedMs();
  if (nowMs - dueAtMs > lateMsMax && nowMs - (droppingSinceMs ?? nowMs) < droppingMsMax) {
    droppingSinceMs ??= nowMs;
    reportDropped(place, batchSize);
    return false;
  }
  droppingSinceMs = undefined;
  taken = { place, dueAtMs };
  return true;
}

/** Runs one operation at a time of its own, in milliseconds from the schedule's start; when late, late, but never dropped. */
export function operationAt(offsetMs: number, what: string, work: () => Answer): Answer {
  const intendedAtMs = leadMs + offsetMs;
  if (!waitUntil(intendedAtMs)) return notRun;
  return runOne({ place: nextPlace(), what: safe(what), intendedAtMs, ownTime: true }, work);
}

/** Reports a place for which there was nothing to send. */
export function nothingToDo(): void {
  const turn = awaitTurn();
  if (turn !== undefined) reportNothing(turn.place);
}

/** Reports something that happened by itself, such as a head that a subscription delivered. Not in a load with places. */
export function observed(observation: Observation, answer: Answer): void {
  reportObserved(observation, answer);
}

/** Waits for a time, and says whether the load is still to go on then. */
function waitUntil(dueAtMs: number): boolean {
  const endAtMs = leadMs + plannedLoad().durationMs;
  const nowMs = elapsedMs();
  if (dueAtMs >= endAtMs) {
    sleep(Math.max(0, endAtMs - nowMs) / 1000);
    return false;
  }
  if (nowMs >= dueAtMs) return true;
  sleep((dueAtMs - nowMs) / 1000);
  // A sleep that ended early was interrupted: the load is being stopped, and nothing more may be sent.
  return elapsedMs() >= dueAtMs - 1;
}
