// Change points of a series, as Apache Otava finds them: Fleming et al., "Hunter: Using Change Point Detection to Hunt
// for Performance Regressions" (https://doi.org/10.1145/3578244.3583719). First, windows that overlap are divided at
// their strongest split as long as it passes a relaxed test; then the weakest points are taken away again.
// The t-test's p is that of the best of many splits: of 90 nights of normal noise without a change, 4 % of the series
// show a point at p .001, and 28 % when neighbouring nights correlate by .3. A change point is a hint, not a verdict.
// Otava differs in one thing: when a point goes it does not look at the point before it again, whose p is then of a
// segment that is no more (`merge` in otava/analysis.py recomputes the two points behind). Here both neighbours are.

import { assert, present } from "../../base/assert.ts";
import { energyDivergence, strongestSplit } from "./energy-divergence.ts";
import { meanOf } from "./pooled-t-test.ts";
import { type SplitTest, splitP } from "./split-test.ts";

export interface ChangePointOptions {
  /** Values looked at together; half of it is the step between windows. */
  readonly windowLength: number;
  /** Largest p that is kept. */
  readonly pMax: number;
  /** Changes of this size or less, relative to the mean on either side, are taken away. */
  readonly magnitudeMin: number;
  readonly test: SplitTest;
}

/** Otava's defaults. */
export const changePointDefaults: ChangePointOptions = {
  windowLength: 50,
  pMax: 0.001,
  magnitudeMin: 0,
  test: { kind: "t-test" },
};

export interface ChangePoint {
  /** Position of the first value after the change. */
  readonly index: number;
  /** Of the segments as they are when all weak points are gone. */
  readonly p: number;
  /** Means from the change point before and up to the one after. */
  readonly meanBefore: number;
  readonly meanAfter: number;
  /** The larger of the two relative changes, there and back; infinite when one mean is 0. */
  readonly magnitude: number;
}

/** All change points, in order. */
export function findChangePoints(values: readonly number[], options: Partial<ChangePointOptions> = {}): ChangePoint[] {
  const chosen = { ...changePointDefaults, ...options };
  assert(chosen.windowLength >= 2, `a window of ${chosen.windowLength} values cannot be split`);
  return withoutWeak(values, { ...chosen, indexes: weakPoints(values, chosen) });
}

/** Otava's threshold of the first step, which a point passes that is only worth a second look. */
function relaxedP(pMax: number): number {
  if (pMax < 0.05) return pMax * 10;
  return pMax < 0.5 ? pMax * 2 : pMax;
}

function weakPoints(values: readonly number[], options: ChangePointOptions): number[] {
  const found = new Set<number>();
  const pMax = relaxedP(options.pMax);
  const step = Math.floor(options.windowLength / 2);
  let start = 0;
  while (start < values.length) {
    const window = values.slice(start, start + options.windowLength);
    const inWindow = divide(window, { pMax, test: options.test });
    for (const index of inWindow) found.add(start + index);
    // After a change the next window begins with it, so that it holds as much of the new level as it can.
    start += Math.max(inWindow.at(-1) ?? 0, step);
  }
  return [...found].sort((a, b) => a - b);
}

/** Divides at the strongest of all splits, again and again, until it may be chance. The positions, in order. */
export function divide(values: readonly number[], options: { pMax: number; test: SplitTest }): number[] {
  const indexes: number[] = [];
  for (;;) {
    const segments = segmentsOf(values, indexes);
    const splits = segments.map((segment) => ({ segment, split: strongestSplit(segment.values) }));
    const strongest = maxBy(splits, ({ split }) => split?.divergence ?? Number.NEGATIVE_INFINITY);
    if (strongest?.split === undefined) return indexes;
    const { segment, split } = strongest;
    const p = splitP(options.test, {
      left: segment.values.slice(0, split.index),
      right: segment.values.slice(split.index),
      divergence: split.divergence,
      segments: segments.map(({ values: within }) => within),
    });
    if (p > options.pMax) return indexes;
    indexes.push(segment.from + split.index);
    indexes.sort((a, b) => a - b);
  }
}

/** Takes the point with the largest p away, then the one with the smallest magnitude, until all that are left hold. */
function withoutWeak(
  values: readonly number[],
  options: ChangePointOptions & { readonly indexes: readonly number[] },
): ChangePoint[] {
  // A point is described by the segments around it, and only those of its neighbours change when it goes.
  const described = new Map<string, ChangePoint>();
  const describe = (left: Segment, right: Segment) => {
    const key = `${left.from}-${right.from}-${right.values.length}`;
    const point = described.get(key) ?? describePoint(left, right, options.test);
    described.set(key, point);
    return point;
  };
  let indexes = options.indexes;
  for (;;) {
    const segments = segmentsOf(values, indexes);
    const points = segments
      .slice(1)
      .map((right, position) => describe(present(segments[position], "a segment"), right));
    const leastLikely = maxBy(points, ({ p }) => p);
    const smallest = maxBy(points, ({ magnitude }) => -magnitude);
    if (leastLikely === undefined || smallest === undefined) return points;
    const isLikely = leastLikely.p <= options.pMax;
    if (isLikely && smallest.magnitude > options.magnitudeMin) return points;
    const weakest = isLikely ? smallest : leastLikely;
    indexes = indexes.filter((index) => index !== weakest.index);
  }
}

function describePoint(left: Segment, right: Segment, test: SplitTest): ChangePoint {
  const p = splitP(test, {
    left: left.values,
    right: right.values,
    divergence: energyDivergence(left.values, right.values),
    segments: [[...left.values, ...right.values]],
  });
  const meanBefore = meanOf(left.values);
  const meanAfter = meanOf(right.values);
  const magnitude =
    meanBefore === meanAfter ? 0 : Math.max(Math.abs(meanAfter / meanBefore - 1), Math.abs(meanBefore / meanAfter - 1));
  return { index: right.from, p, meanBefore, meanAfter, magnitude };
}

interface Segment {
  readonly from: number;
  readonly values: readonly number[];
}

function segmentsOf(values: readonly number[], indexes: readonly number[]): Segment[] {
  const starts = [0, ...indexes];
  return starts.map((from, position) => ({ from, values: values.slice(from, starts[position + 1]) }));
}

/** The first of the largest; undefined of nothing. */
function maxBy<T>(items: readonly T[], measure: (item: T) => number): T | undefined {
  let best: { readonly item: T; readonly size: number } | undefined;
  for (const item of items) {
    const size = measure(item);
    if (best === undefined || size > best.size) best = { item, size };
  }
  return best?.item;
}
