// Wilcoxon's signed-rank test for pairs, as a cross-check of the two-sample test. Zeros are treated as Pratt did,
// "Remarks on zeros and ties in the Wilcoxon signed rank procedures" (1959): they are ranked with the others and then left
// out, because leaving them out first can turn a smaller difference into a more significant one.

import { assert } from "../../base/assert.ts";
import { countSubsets, cumulativeOf, tailsAt } from "./count-subsets.ts";
import { asRatio, logsOf, type RatioInterval } from "./hodges-lehmann.ts";
import type { TwoSamples } from "./mann-whitney.ts";
import { doubledMidranks } from "./midranks.ts";
import { normalUpperTail } from "./normal-distribution.ts";
import { type RankInterval, rankInterval } from "./rank-interval.ts";

export interface SignedRank {
  /** degenerate: every difference is zero. */
  readonly method: "exact" | "normal" | "degenerate";
  /** Sum of the ranks of the positive differences. */
  readonly v: number;
  readonly zeros: number;
  readonly pGreater: number;
  readonly pLess: number;
  readonly pTwoSided: number;
}

/** Tests whether differences tend to be positive; exact under ties and zeros while that is affordable. */
export function signedRankTest(differences: readonly number[]): SignedRank {
  assert(differences.length > 0, "a signed-rank test needs differences");
  const { ranks } = doubledMidranks(differences.map(Math.abs));
  const signed = differences.map((difference, index) => ({ difference, rank: ranks[index] ?? 0 }));
  const counted = signed.filter(({ difference }) => difference !== 0).map(({ rank }) => rank);
  const zeros = differences.length - counted.length;
  const doubledSum = signed.reduce((sum, { difference, rank }) => (difference > 0 ? sum + rank : sum), 0);
  const v = doubledSum / 2;
  if (counted.length === 0) return { method: "degenerate", v, zeros, pGreater: 1, pLess: 1, pTwoSided: 1 };
  const counts = countSubsets(counted);
  const { atLeast, atMost } = counts === undefined ? normalTails(counted, doubledSum) : tailsAt(counts, doubledSum);
  return {
    method: counts === undefined ? "normal" : "exact",
    v,
    zeros,
    pGreater: atLeast,
    pLess: atMost,
    pTwoSided: Math.min(1, 2 * Math.min(atLeast, atMost)),
  };
}

/** Each rank counts with probability one half, so mean and variance are exact under ties; continuity is half a rank. */
function normalTails(doubledRanks: readonly number[], doubledSum: number): { atLeast: number; atMost: number } {
  const offset = doubledSum - doubledRanks.reduce((sum, rank) => sum + rank, 0) / 2;
  const deviation = Math.sqrt(doubledRanks.reduce((sum, rank) => sum + rank * rank, 0)) / 2;
  return {
    atLeast: normalUpperTail((offset - 1) / deviation),
    atMost: normalUpperTail((-offset - 1) / deviation),
  };
}

/** Median of the means of all pairs of differences (Walsh averages), with the interval that inverts the test. */
export function estimateCentre(options: {
  readonly differences: readonly number[];
  readonly confidence: number;
}): RankInterval {
  const { differences, confidence } = options;
  assert(differences.length > 0, "a centre needs differences");
  for (const difference of differences) assert(!Number.isNaN(difference), "a centre needs numbers, got NaN");
  const averages = new Float64Array((differences.length * (differences.length + 1)) / 2);
  let next = 0;
  for (const [index, one] of differences.entries()) {
    for (const other of differences.slice(index)) averages[next++] = (one + other) / 2;
  }
  return rankInterval({ values: averages, confidence, atMost: vAtMost(differences.length) });
}

/** By which factor the candidate is larger than the reference of the same pair; the samples are in pair order. */
export function estimatePairedRatio(options: TwoSamples & { readonly confidence: number }): RatioInterval {
  const differences = pairedLogRatios(options);
  return asRatio(estimateCentre({ differences, confidence: options.confidence }));
}

/** Logarithm of candidate over reference for each pair; a pair that is censored on both sides counts as no difference. */
export function pairedLogRatios({ reference, candidate }: TwoSamples): number[] {
  assert(reference.length === candidate.length, `pairs differ: ${reference.length} and ${candidate.length} values`);
  const below = logsOf(reference);
  return logsOf(candidate).map((above, index) => (above === below[index] ? 0 : above - (below[index] ?? Number.NaN)));
}

/** P(V <= v) of differences without ties or zeros. */
function vAtMost(count: number): (v: number) => number {
  const ranks = Array.from({ length: count }, (_, index) => index + 1);
  const counts = countSubsets(ranks);
  if (counts !== undefined) return cumulativeOf(counts);
  const mean = (count * (count + 1)) / 4;
  const deviation = Math.sqrt((count * (count + 1) * (2 * count + 1)) / 24);
  return (v) => normalUpperTail((mean - v - 0.5) / deviation);
}
