// The Mann-Whitney test: does one sample tend to be larger? Mann & Whitney, "On a test of whether one of two random
// variables is stochastically larger than the other" (1947); midranks for ties as in Lehmann, "Nonparametrics" (1975).

import { assert } from "../../base/assert.ts";
import { countSubsetsOfSize, tailsAt } from "./count-subsets.ts";
import { doubledMidranks } from "./midranks.ts";
import { normalUpperTail } from "./normal-distribution.ts";

export interface TwoSamples {
  readonly reference: readonly number[];
  readonly candidate: readonly number[];
}

export interface MannWhitney {
  /** degenerate: all values are equal, which says nothing about either side. */
  readonly method: "exact" | "normal" | "degenerate";
  /** Pairs (reference, candidate) in which the candidate is the larger one; a tie counts one half. */
  readonly u: number;
  /** Probability of a rank sum at least as large as the candidate's if the two do not differ. */
  readonly pGreater: number;
  /** Probability of a rank sum at least as small. */
  readonly pLess: number;
  readonly pTwoSided: number;
  /** u as a share of all pairs: the common language effect size, A12 of Vargha & Delaney (2000). */
  readonly effect: number;
}

/**
 * Compares the candidate's ranks with the reference's, exactly under any ties while that is affordable. Infinity is a
 * value like any other: censored observations rank last and tie with each other.
 */
export function mannWhitney({ reference, candidate }: TwoSamples): MannWhitney {
  assert(reference.length > 0 && candidate.length > 0, "a rank test needs values on both sides");
  const { ranks, tieSizes } = doubledMidranks([...reference, ...candidate]);
  const doubledSum = ranks.slice(reference.length).reduce((sum, rank) => sum + rank, 0);
  const u = (doubledSum - candidate.length * (candidate.length + 1)) / 2;
  const effect = u / (reference.length * candidate.length);
  if (tieSizes.length === 1) return { method: "degenerate", u, effect, pGreater: 1, pLess: 1, pTwoSided: 1 };
  const exact = exactTails({ ranks, doubledSum, size: candidate.length });
  const tails = exact ?? normalTails({ u, tieSizes, sizes: [reference.length, candidate.length] });
  return {
    method: exact === undefined ? "normal" : "exact",
    u,
    effect,
    pGreater: tails.atLeast,
    pLess: tails.atMost,
    pTwoSided: Math.min(1, 2 * Math.min(tails.atLeast, tails.atMost)),
  };
}

interface Tails {
  readonly atMost: number;
  readonly atLeast: number;
}

/** Counts the subsets of the smaller side: the other side's rank sum is what is left over. */
function exactTails(options: { ranks: readonly number[]; doubledSum: number; size: number }): Tails | undefined {
  const { ranks, doubledSum, size } = options;
  if (2 * size <= ranks.length) {
    const counts = countSubsetsOfSize({ members: ranks, size });
    return counts && tailsAt(counts, doubledSum);
  }
  const counts = countSubsetsOfSize({ members: ranks, size: ranks.length - size });
  const left = ranks.length * (ranks.length + 1) - doubledSum;
  const tails = counts && tailsAt(counts, left);
  return tails && { atMost: tails.atLeast, atLeast: tails.atMost };
}

/** The normal approximation with correction for continuity and ties (Lehmann, section 1.4). */
function normalTails(options: { u: number; tieSizes: readonly number[]; sizes: readonly [number, number] }): Tails {
  const [n, m] = options.sizes;
  const count = n + m;
  const ties = options.tieSizes.reduce((sum, size) => sum + size ** 3 - size, 0);
  const deviation = Math.sqrt(((n * m) / 12) * (count + 1 - ties / (count * (count - 1))));
  const offset = options.u - (n * m) / 2;
  return {
    atMost: normalUpperTail((-offset - 0.5) / deviation),
    atLeast: normalUpperTail((offset - 0.5) / deviation),
  };
}
