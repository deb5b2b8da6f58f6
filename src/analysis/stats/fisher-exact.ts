import { assert } from "../../base/assert.ts";
import { sharesFromRatios } from "./discrete-shares.ts";

export interface Hits {
  readonly hits: number;
  readonly count: number;
}

/**
 * Fisher's exact test of a 2x2 table, one-sided: the probability of at least as many of the hits on the candidate's side
 * if the sides do not differ. Fisher, "The logic of inductive inference" (1935).
 */
export function fisherExactTest({ reference, candidate }: { reference: Hits; candidate: Hits }): number {
  for (const { hits, count } of [reference, candidate]) {
    const sound = Number.isInteger(hits) && Number.isInteger(count) && hits >= 0 && hits <= count;
    assert(sound, `there cannot be ${hits} hits of ${count}`);
  }
  const hits = reference.hits + candidate.hits;
  const least = Math.max(0, hits - reference.count);
  const most = Math.min(hits, candidate.count);
  const all = reference.count + candidate.count;
  const likely = Math.floor(((hits + 1) * (candidate.count + 1)) / (all + 2));
  const shares = sharesFromRatios({
    size: most - least + 1,
    start: Math.min(most, Math.max(least, likely)) - least,
    // Neighbours of the hypergeometric distribution, for `value` hits above the least possible number of them.
    ratio: (value) => {
      const k = least + value;
      return ((hits - k + 1) * (candidate.count - k + 1)) / (k * (reference.count - hits + k));
    },
  });
  const tail = shares.subarray(candidate.hits - least).reduce((sum, share) => sum + share, 0);
  return Math.min(1, tail);
}
