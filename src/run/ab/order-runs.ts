// Who runs when: pairs of a reference and a candidate, each pair in an order drawn from the seed. Both builds then see
// the same hours of the same machine, and neither always goes first (Laaber et al., doi 10.1007/s10664-019-09681-1).

import { seededRandom } from "../../base/random.ts";

export const abSides = ["reference", "candidate"] as const;
export type AbSide = (typeof abSides)[number];

/** One run to be made. */
export interface AbTurn {
  readonly side: AbSide;
  /** From 0; both runs of a pair have the same seed, so the same accounts and transactions. */
  readonly pair: number;
}

/** All turns of a batch in order. */
export function orderRuns(options: { pairs: number; seed: number; batch: number }): AbTurn[] {
  const random = seededRandom(options.seed, `ab/order/${options.batch}`);
  return Array.from({ length: options.pairs }, (_, pair) => {
    const sides = random.stream(`pair/${pair}`).below(2) === 0 ? abSides : abSides.toReversed();
    return sides.map((side) => ({ side, pair }));
  }).flat();
}
