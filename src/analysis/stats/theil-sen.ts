// A line through points of which up to 29 % may be wrong: Theil (1950) and Sen, "Estimates of the Regression Coefficient
// Based on Kendall's Tau", JASA 63 (1968).

import { present } from "../../base/assert.ts";
import { midMedian } from "./mid-median.ts";
import { compareNumbers } from "./midranks.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Trend {
  /** Change of y for one more x: the median slope between two points. */
  readonly slope: number;
  /** y at x = 0, such that as many points lie above the line as below it. */
  readonly intercept: number;
  /** 95 % interval of the slope, for values that are independent; too narrow for a series in time. */
  readonly low: number;
  readonly high: number;
}

/** Two million pairs; beyond that only points half a series apart are paired, which Theil calls the incomplete method. */
const pointsMax = 2000;
const normalQuantileAt975 = 1.959963984540054;

/** The trend of points in any order; undefined for fewer than two different x. */
export function fitTrend(points: readonly Point[]): Trend | undefined {
  const ordered = points.toSorted((a, b) => compareNumbers(a.x, b.x));
  const complete = ordered.length <= pointsMax;
  const slopes = complete ? slopesOfAllPairs(ordered) : slopesAcrossHalves(ordered);
  if (slopes.length === 0) return undefined;
  slopes.sort();
  const slope = midMedian(slopes);
  const size = ordered.length;
  // Standard deviation of the number of rising pairs when there is no trend: Kendall's, or a sign test's.
  const deviation = complete ? Math.sqrt((size * (size - 1) * (2 * size + 5)) / 18) : Math.sqrt(slopes.length);
  const cut = Math.max(0, Math.floor((slopes.length - normalQuantileAt975 * deviation) / 2));
  return {
    slope,
    intercept: midMedian(ordered.map(({ x, y }) => y - slope * x)),
    low: present(slopes[cut], "the slope at the lower end"),
    high: present(slopes[slopes.length - 1 - cut], "the slope at the upper end"),
  };
}

function slopesOfAllPairs(ordered: readonly Point[]): Float64Array {
  const slopes = new Float64Array((ordered.length * (ordered.length - 1)) / 2);
  let found = 0;
  for (const [position, left] of ordered.entries()) {
    for (let later = position + 1; later < ordered.length; later++) {
      const right = present(ordered[later], "a later point");
      if (right.x > left.x) slopes[found++] = (right.y - left.y) / (right.x - left.x);
    }
  }
  return slopes.slice(0, found);
}

function slopesAcrossHalves(ordered: readonly Point[]): Float64Array {
  const half = Math.ceil(ordered.length / 2);
  const pairs = ordered.slice(half).map((right, position) => ({ left: ordered[position] ?? right, right }));
  const distinct = pairs.filter(({ left, right }) => right.x > left.x);
  return Float64Array.from(distinct, ({ left, right }) => (right.y - left.y) / (right.x - left.x));
}
