// How many subsets of some whole numbers have each sum: the null distribution of every rank statistic. Counts are only
// ever added, so doubles keep them to about one part in 10^14 even where they are beyond whole numbers.

/** Additions worth spending on an exact distribution: some 20 ms. Covers 40 against 40 and 20 against 100. */
const additionsMax = 2e7;
/** A set of more members has more subsets than a double can hold. */
const membersMax = 1000;

/** How many subsets of the given size have each sum; undefined when that would take too long. The index is the sum. */
export function countSubsetsOfSize(options: {
  readonly members: readonly number[];
  readonly size: number;
}): Float64Array | undefined {
  const { size } = options;
  const members = options.members.toSorted((a, b) => a - b);
  const sumMax = total(members.slice(members.length - size));
  if (members.length > membersMax || members.length * size * sumMax > additionsMax) return undefined;
  const counts = Array.from({ length: size + 1 }, () => new Float64Array(sumMax + 1));
  counts[0]?.fill(1, 0, 1);
  for (const [index, member] of members.entries()) {
    // From the largest size down, so that no member is taken twice; and of each size no further than the largest members
    // so far reach: that halves the work.
    for (let taken = Math.min(size, index + 1); taken >= 1; taken--) {
      const reached = total(members.slice(index + 1 - taken, index + 1));
      addShifted({ from: counts[taken - 1], to: counts[taken], by: member, reached });
    }
  }
  return counts[size];
}

/** How many subsets of any size have each sum; undefined when that would take too long. The index is the sum. */
export function countSubsets(members: readonly number[]): Float64Array | undefined {
  const sumMax = total(members);
  if (members.length > membersMax || members.length * sumMax > additionsMax) return undefined;
  const counts = new Float64Array(sumMax + 1).fill(1, 0, 1);
  let reached = 0;
  for (const member of members) {
    reached += member;
    addShifted({ from: counts, to: counts, by: member, reached });
  }
  return counts;
}

interface Shift {
  readonly from: Float64Array | undefined;
  readonly to: Float64Array | undefined;
  readonly by: number;
  /** No sum above this one has a count yet. */
  readonly reached: number;
}

/** Adds from the top down, so that `from` and `to` may be the same array. */
function addShifted({ from, to, by, reached }: Shift): void {
  if (from === undefined || to === undefined) return;
  for (let sum = reached; sum >= by; sum--) to[sum] = (to[sum] ?? 0) + (from[sum - by] ?? 0);
}

/** The shares of a distribution given by counts that lie at or below, and at or above, a sum. */
export function tailsAt(counts: Float64Array, sum: number): { readonly atMost: number; readonly atLeast: number } {
  const all = total(counts);
  return { atMost: total(counts.subarray(0, sum + 1)) / all, atLeast: total(counts.subarray(sum)) / all };
}

/** P(S <= s) of a distribution given by counts, as a function of s. */
export function cumulativeOf(counts: Float64Array): (sum: number) => number {
  let running = 0;
  const below = counts.map((count) => {
    running += count;
    return running;
  });
  return (sum) => (sum < 0 ? 0 : (below[Math.min(sum, below.length - 1)] ?? running) / running);
}

function total(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
