// When each place of a load's schedule is due. Pure arithmetic without an import from k6, because both sides need the very
// same answer: a user of k6 to wait for its place, and the harness to count latency from it.

import { createRandom } from "./random.ts";

/** The schedule begins so much after the test, when every user has run its first lines and waits for its place. */
export const leadMs = 100;

export type ScheduleShape =
  | { readonly kind: "constant"; readonly perSecond: number }
  | {
      readonly kind: "ramping";
      readonly startPerSecond: number;
      readonly stages: readonly { readonly targetPerSecond: number; readonly durationMs: number }[];
    }
  | { readonly kind: "poisson"; readonly perSecond: number };

export interface Schedule {
  /** Milliseconds from the schedule's start to a place, counted from 0; Infinity when it never comes. */
  offsetMs(place: number): number;
}

export interface ScheduleOptions {
  readonly shape: ScheduleShape;
  /** Only random arrivals need it. */
  readonly seed: number;
  /** Starts of the blocks of random arrivals where somebody has them already; otherwise they are made when needed. */
  readonly blockStarts?: { readonly length: number; readonly [block: number]: number };
}

/** At a constant rate the first place is due at once; on a ramp, place k is when the area under the rate has reached k + 1. */
export function createSchedule(options: ScheduleOptions): Schedule {
  const { shape } = options;
  switch (shape.kind) {
    case "constant": {
      const periodMs = shape.perSecond > 0 ? 1000 / shape.perSecond : Infinity;
      return { offsetMs: (place) => (place === 0 ? 0 : place * periodMs) };
    }
    case "ramping":
      return rampingSchedule(shape);
    case "poisson":
      return poissonSchedule(shape.perSecond, options);
  }
}

interface Stage {
  readonly startMs: number;
  readonly durationMs: number;
  /** Places per millisecond. */
  readonly from: number;
  readonly to: number;
  readonly countBefore: number;
  /** Area under the rate in this stage. */
  readonly count: number;
}

function rampingSchedule(shape: Extract<ScheduleShape, { kind: "ramping" }>): Schedule {
  const stages = stagesOf(shape);
  return {
    offsetMs(place) {
      const due = place + 1;
      for (const stage of stages) {
        if (due - stage.countBefore > stage.count) continue;
        return stage.startMs + timeToReachMs(stage, due - stage.countBefore);
      }
      return Infinity;
    },
  };
}

/** The stages, and after them the last rate for ever: a load goes on until it is stopped. A stage of no duration is a jump. */
function stagesOf(shape: Extract<ScheduleShape, { kind: "ramping" }>): Stage[] {
  const stages: Stage[] = [];
  let [startMs, countBefore, from] = [0, 0, shape.startPerSecond / 1000];
  for (const { targetPerSecond, durationMs } of shape.stages) {
    const to = targetPerSecond / 1000;
    const count = (durationMs * (from + to)) / 2;
    stages.push({ startMs, durationMs, from, to, countBefore, count });
    startMs += durationMs;
    countBefore += count;
    from = to;
  }
  stages.push({ startMs, durationMs: Infinity, from, to: from, countBefore, count: from > 0 ? Infinity : 0 });
  return stages;
}

/** Solves area(t) = from t + (to - from) t² / 2d for t, in the form that stays exact when from = to. */
function timeToReachMs({ from, to, durationMs }: Stage, area: number): number {
  const slope = durationMs === Infinity ? 0 : (to - from) / durationMs;
  const root = Math.sqrt(Math.max(0, from * from + 2 * slope * area));
  return (2 * area) / (from + root);
}

/**
 * Arrivals in a block, each block with random numbers of its own: whoever wants one place walks no further than its
 * block, while the users of k6 together want every place.
 */
const blockSize = 32;

/**
 * A Poisson process: independent exponential gaps, by inversion (Devroye, Non-Uniform Random Variate Generation, 1986,
 * II.2.2, https://luc.devroye.org/rnbookindex.html). Its numbers of arrivals in disjoint spans are independent, too.
 */
function poissonSchedule(perSecond: number, { seed, blockStarts }: ScheduleOptions): Schedule {
  const meanGapMs = 1000 / perSecond;
  const own = [0];
  return {
    offsetMs(place) {
      const block = Math.floor(place / blockSize);
      let startMs = blockStarts?.[block];
      if (startMs === undefined) {
        if (blockStarts !== undefined) return Infinity; // beyond the end of the load
        while (own.length <= block) own.push(walk({ seed, block: own.length - 1, count: blockSize, meanGapMs }, own));
        startMs = own[block] ?? 0;
      }
      return walk({ seed, block, count: (place % blockSize) + 1, meanGapMs }, { [block]: startMs });
    },
  };
}

/** Starts of the blocks that begin before `untilMs`, the first at 0. */
export function poissonBlockStarts(options: { perSecond: number; seed: number; untilMs: number }): number[] {
  const starts = [0];
  const meanGapMs = 1000 / options.perSecond;
  for (let block = 0; (starts[block] ?? 0) < options.untilMs; block++) {
    starts.push(walk({ seed: options.seed, block, count: blockSize, meanGapMs }, starts));
  }
  return starts;
}

interface Walk {
  readonly seed: number;
  readonly block: number;
  readonly count: number;
  readonly meanGapMs: number;
}

function walk({ seed, block, count, meanGapMs }: Walk, starts: { readonly [block: number]: number }): number {
  const random = createRandom(Math.imul(seed, 0x85ebca6b) ^ Math.imul(block + 1, 0xc2b2ae35));
  let atMs = starts[block] ?? 0;
  for (let drawn = 0; drawn < count; drawn++) atMs -= Math.log(1 - random()) * meanGapMs;
  return atMs;
}
