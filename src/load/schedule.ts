// When the operations of a load should start, for the harness: the same arithmetic that the users of k6 wait by
// (scenarios/load/lib/schedule.ts), counted in operations instead of requests.

import { createSchedule, type Schedule } from "../../scenarios/load/lib/schedule.ts";
import type { RateShape } from "../model/plan.ts";

export interface LoadSchedule extends Schedule {
  /** How many operations should have started before `elapsedMs`. */
  countBefore(elapsedMs: number): number;
}

export interface LoadScheduleOptions {
  readonly shape: RateShape;
  /** Of random arrivals; the SEED that k6 is given. */
  readonly seed: number;
  /** Operations in one request, which are due together. */
  readonly batch: number;
}

/** The schedule of a load: its operations are numbered through, those of a batch one after the other. */
export function createLoadSchedule({ shape, seed, batch }: LoadScheduleOptions): LoadSchedule {
  const requests = createSchedule({ shape: slowed(shape, batch), seed });
  return {
    offsetMs: (index) => requests.offsetMs(Math.floor(index / batch)),
    countBefore: (elapsedMs) => batch * countBefore(requests, elapsedMs),
  };
}

/** Operations that a shape offers before `elapsedMs`; where arrivals are random, the mean. */
export function offeredCount(shape: RateShape, elapsedMs: number): number {
  if (shape.kind === "poisson") return Math.max(0, Math.ceil((elapsedMs * shape.perSecond) / 1000));
  return createLoadSchedule({ shape, seed: 0, batch: 1 }).countBefore(elapsedMs);
}

/** The number of offsets below a time: the offsets grow, so doubling and halving find it. */
function countBefore({ offsetMs }: Schedule, elapsedMs: number): number {
  if (!(offsetMs(0) < elapsedMs)) return 0;
  let [below, above] = [0, 1];
  while (offsetMs(above) < elapsedMs) [below, above] = [above, above * 2];
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (offsetMs(middle) < elapsedMs) below = middle;
    else above = middle;
  }
  return above;
}

function slowed(shape: RateShape, batch: number): RateShape {
  if (shape.kind !== "ramping") return { ...shape, perSecond: shape.perSecond / batch };
  const stages = shape.stages.map((stage) => ({ ...stage, targetPerSecond: stage.targetPerSecond / batch }));
  return { ...shape, startPerSecond: shape.startPerSecond / batch, stages };
}
