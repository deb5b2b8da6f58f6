import { assert, present } from "../../base/assert.ts";

export interface RankInterval {
  /** The middle value; undefined where it is not a finite number, as when most values are censored. */
  readonly estimate: number | undefined;
  /** Minus infinity when nothing bounds it from below. */
  readonly low: number;
  readonly high: number;
  /** The interval runs from the order-th smallest value to the order-th largest one. */
  readonly order: number;
  /** The confidence the interval really has, without ties; with ties it is no less. */
  readonly achieved: number;
  /** False when there are so few values that even their whole range has less confidence than was wanted. */
  readonly reachesLevel: boolean;
}

/** Room for rounding where a level is met exactly. */
const rounding = 1e-12;

/**
 * The interval between two order statistics of `values` (pairwise differences or means), whose confidence comes from the
 * rank statistic that counts them: R's rule in wilcox.test, see Bauer, "Constructing confidence sets using rank
 * statistics" (1972). NaN stands for a value that may be anything, and widens both ends.
 */
export function rankInterval(options: {
  readonly values: Float64Array;
  readonly confidence: number;
  /** P(S <= s) of the statistic under no difference, for s from 0 on. */
  readonly atMost: (s: number) => number;
}): RankInterval {
  const { values, confidence, atMost } = options;
  assert(values.length > 0, "an interval needs values");
  assert(confidence > 0 && confidence < 1, `a confidence lies between 0 and 1, got ${confidence}`);
  const tail = (1 - confidence) / 2;
  const order = Math.max(
    1,
    firstReaching({ wanted: tail * (1 - rounding), below: Math.ceil(values.length / 2), atMost }),
  );
  const lowest = sortedWith(values, Number.NEGATIVE_INFINITY);
  const highest = values.some(Number.isNaN) ? sortedWith(values, Number.POSITIVE_INFINITY) : lowest;
  const achieved = 1 - 2 * atMost(order - 1);
  // A value that may be anything counts half below and half above, as a tie does in the rank statistic.
  const middle = (middleOf(lowest) + middleOf(highest)) / 2;
  return {
    estimate: Number.isFinite(middle) ? middle : undefined,
    low: present(lowest[order - 1], "the lower end of an interval"),
    high: present(highest[highest.length - order], "the upper end of an interval"),
    order,
    achieved,
    reachesLevel: achieved >= confidence - rounding,
  };
}

/** The smallest s with P(S <= s) >= wanted, by halving; the middle of the distribution bounds it from above. */
function firstReaching(options: { wanted: number; below: number; atMost: (s: number) => number }): number {
  let low = 0;
  let high = options.below;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (options.atMost(middle) >= options.wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}

const sortedWith = (values: Float64Array, unknown: number): Float64Array =>
  values.map((value) => (Number.isNaN(value) ? unknown : value)).sort();

function middleOf(sorted: Float64Array): number {
  const half = Math.floor(sorted.length / 2);
  const upper = present(sorted[half], "the middle of a list");
  return sorted.length % 2 === 1 ? upper : (present(sorted[half - 1], "the middle of a list") + upper) / 2;
}
