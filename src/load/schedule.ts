// When iteration k of a load should start. k6 has no such thing in its output, so its own arithmetic is repeated here:
// https://github.com/grafana/k6/blob/v1.8.1/lib/executor/constant_arrival_rate.go and ramping_arrival_rate.go. At a
// constant rate the first tick is at once; on a ramp, tick k is when the area under the rate has reached k + 1.

import type { RateShape } from "../model/plan.ts";

/** Milliseconds from the load's start to iteration `index`; Infinity when it never comes. */
export function intendedOffsetMs(shape: RateShape, index: number): number {
  if (shape.kind === "constant") return shape.perSecond > 0 ? (index * 1000) / shape.perSecond : Infinity;
  const due = index + 1;
  for (const stage of stagesOf(shape)) {
    if (due - stage.countBefore > stage.count) continue;
    return stage.startMs + timeToReachMs(stage, due - stage.countBefore);
  }
  return Infinity;
}

/** How many iterations should have started before `elapsedMs`. */
export function offeredCount(shape: RateShape, elapsedMs: number): number {
  if (elapsedMs <= 0) return 0;
  const estimate = Math.max(0, Math.round(areaUntil(shape, elapsedMs)));
  // The estimate is off by at most one tick, because the first is at once on one shape and not on the other; the exact
  // answer is the number of offsets below the time, so that both functions always agree.
  let count = Math.max(0, estimate - 2);
  while (intendedOffsetMs(shape, count) < elapsedMs) count += 1;
  return count;
}

interface Stage {
  readonly startMs: number;
  readonly durationMs: number;
  /** Iterations per millisecond. */
  readonly from: number;
  readonly to: number;
  readonly countBefore: number;
  /** Area under the rate in this stage. */
  readonly count: number;
}

/** The stages, and after them the last rate for ever: a load goes on until it is stopped. */
function stagesOf(shape: Extract<RateShape, { kind: "ramping" }>): Stage[] {
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

function areaUntil(shape: RateShape, elapsedMs: number): number {
  if (shape.kind === "constant") return (elapsedMs * shape.perSecond) / 1000;
  const stage = stagesOf(shape).findLast((candidate) => candidate.startMs <= elapsedMs);
  if (stage === undefined) return 0;
  const inStageMs = elapsedMs - stage.startMs;
  const slope = stage.durationMs === Infinity ? 0 : (stage.to - stage.from) / stage.durationMs;
  return stage.countBefore + stage.from * inStageMs + (slope * inStageMs * inStageMs) / 2;
}
