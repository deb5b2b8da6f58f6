// How much larger is the candidate? The estimator of Hodges & Lehmann, "Estimates of location based on rank tests" (1963),
// with the interval that inverts the Mann-Whitney test. On logarithms a shift is a ratio.

import { assert } from "../../base/assert.ts";
import { countSubsetsOfSize, cumulativeOf } from "./count-subsets.ts";
import type { TwoSamples } from "./mann-whitney.ts";
import { normalUpperTail } from "./normal-distribution.ts";
import { type RankInterval, rankInterval } from "./rank-interval.ts";

export interface RatioInterval extends Omit<RankInterval, "estimate"> {
  /** Candidate over reference; undefined where the middle pair is censored. */
  readonly ratio: number | undefined;
}

export interface OneSidedBound {
  readonly value: number;
  readonly achieved: number;
  readonly reachesLevel: boolean;
}

export type TwoSamplesAtLevel = TwoSamples & { readonly confidence: number };

/** Median of all differences, candidate minus reference, with its two-sided interval; values may be infinite. */
export function estimateShift({ reference, candidate, confidence }: TwoSamplesAtLevel): RankInterval {
  assert(reference.length > 0 && candidate.length > 0, "a shift needs values on both sides");
  for (const value of [...reference, ...candidate]) assert(!Number.isNaN(value), "a shift needs numbers, got NaN");
  const differences = new Float64Array(reference.length * candidate.length);
  let next = 0;
  for (const above of candidate) for (const below of reference) differences[next++] = above - below;
  return rankInterval({ values: differences, confidence, atMost: uAtMost(reference.length, candidate.length) });
}

/** The same on logarithms of positive values: by which factor the candidate is larger. */
export function estimateRatio({ reference, candidate, confidence }: TwoSamplesAtLevel): RatioInterval {
  const shift = estimateShift({ reference: logsOf(reference), candidate: logsOf(candidate), confidence });
  return asRatio(shift);
}

/** The value that the shift lies above (or below) with the given confidence: one end of a two-sided interval. */
export function boundShift(options: TwoSamplesAtLevel & { readonly side: "lower" | "upper" }): OneSidedBound {
  assert(options.confidence > 0.5, `a one-sided bound needs a confidence above one half, got ${options.confidence}`);
  const { low, high, achieved, reachesLevel } = estimateShift({ ...options, confidence: 2 * options.confidence - 1 });
  return { value: options.side === "lower" ? low : high, achieved: (1 + achieved) / 2, reachesLevel };
}

/** The factor that the ratio lies above (or below) with the given confidence. */
export function boundRatio(options: TwoSamplesAtLevel & { readonly side: "lower" | "upper" }): OneSidedBound {
  const { reference, candidate } = options;
  const bound = boundShift({ ...options, reference: logsOf(reference), candidate: logsOf(candidate) });
  return { ...bound, value: Math.exp(bound.value) };
}

/** Reads an interval on logarithms as one of ratios. */
export function asRatio({ estimate, low, high, ...level }: RankInterval): RatioInterval {
  return {
    ...level,
    ratio: estimate === undefined ? undefined : Math.exp(estimate),
    low: Math.exp(low),
    high: Math.exp(high),
  };
}

/** Natural logarithms; infinity stays, anything that is not positive is the caller's mistake. */
export function logsOf(values: readonly number[]): number[] {
  for (const value of values) assert(value > 0, `a ratio needs positive values, got ${value}`);
  return values.map(Math.log);
}

/** P(U <= u) of two samples without ties: exact while that is affordable, else normal with continuity correction. */
function uAtMost(reference: number, candidate: number): (u: number) => number {
  const count = reference + candidate;
  const size = Math.min(reference, candidate);
  const members = Array.from({ length: count }, (_, index) => index + 1);
  const counts = countSubsetsOfSize({ members, size });
  if (counts === undefined) {
    const deviation = Math.sqrt((reference * candidate * (count + 1)) / 12);
    return (u) => normalUpperTail(((reference * candidate) / 2 - u - 0.5) / deviation);
  }
  const sumMin = (size * (size + 1)) / 2;
  return cumulativeOf(counts.subarray(sumMin));
}
