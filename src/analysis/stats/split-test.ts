import { assertNever } from "../../base/assert.ts";
import { fastRandom, shuffle } from "../../base/fast-random.ts";
import { strongestSplit } from "./energy-divergence.ts";
import { pooledTTest } from "./pooled-t-test.ts";

/** By what it is decided whether a split of a series is more than chance. */
export type SplitTest =
  /** Student's, on means, as Otava does it (variance divided by n): sharp on short segments, wants normal noise. */
  | { readonly kind: "t-test" }
  /**
   * Divergences after shuffling, as the authors of E-divisive do it: for noise of any shape. Takes permutations times
   * the squared length: with 999 a tenth of a second for 100 values, seconds for 1000.
   */
  | { readonly kind: "permutation"; readonly seed: number; readonly permutations: number };

/** 999 permutations make .001 the smallest p there is. */
export const permutationTest: SplitTest = { kind: "permutation", seed: 1, permutations: 999 };

export interface SplitUnderTest {
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly divergence: number;
  /** All segments among which this split was the strongest: it competes with every split of each of them. */
  readonly segments: readonly (readonly number[])[];
}

/** The probability of a split at least as strong where there is no change. */
export function splitP(test: SplitTest, split: SplitUnderTest): number {
  switch (test.kind) {
    case "t-test":
      return pooledTTest({ left: split.left, right: split.right, varianceDivisor: "n" });
    case "permutation":
      return permutationP(test, split);
    default:
      return assertNever(test);
  }
}

/** Counts the observed order as one of the permutations, so that p is never 0 (Phipson and Smyth 2010). */
function permutationP(test: { seed: number; permutations: number }, split: SplitUnderTest): number {
  // Every question starts from the seed: an answer does not depend on the questions before it.
  const draw = fastRandom(test.seed);
  const shuffled = split.segments.map((segment) => [...segment]);
  let asStrong = 1;
  for (let round = 0; round < test.permutations; round++) {
    for (const segment of shuffled) shuffle(segment, draw);
    if (shuffled.some((segment) => (strongestSplit(segment)?.divergence ?? 0) >= split.divergence)) asStrong += 1;
  }
  return asStrong / (test.permutations + 1);
}
