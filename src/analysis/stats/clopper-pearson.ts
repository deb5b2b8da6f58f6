// How large may a share be, given how often it was seen? Clopper & Pearson, "The use of confidence or fiducial limits
// illustrated in the case of the binomial" (1934): exact, never below the confidence asked for.

import { assert } from "../../base/assert.ts";
import { inverseIncompleteBeta } from "./incomplete-beta.ts";

export interface Successes {
  readonly successes: number;
  readonly count: number;
  readonly confidence: number;
}

/** The share that the true one lies above with the confidence, one-sided. */
export function shareAtLeast({ successes, count, confidence }: Successes): number {
  assertCounts({ successes, count, confidence });
  if (successes === 0) return 0;
  return inverseIncompleteBeta({ share: 1 - confidence, a: successes, b: count - successes + 1 });
}

/** The share that the true one lies below with the confidence, one-sided. "0 of n" gives 1 - (1 - confidence)^(1/n). */
export function shareAtMost({ successes, count, confidence }: Successes): number {
  assertCounts({ successes, count, confidence });
  return 1 - shareAtLeast({ successes: count - successes, count, confidence });
}

/** Both ends, each missed with half of what the confidence leaves. */
export function shareInterval({ successes, count, confidence }: Successes): { low: number; high: number } {
  const oneSided = (1 + confidence) / 2;
  return {
    low: shareAtLeast({ successes, count, confidence: oneSided }),
    high: shareAtMost({ successes, count, confidence: oneSided }),
  };
}

function assertCounts({ successes, count, confidence }: Successes): void {
  assert(confidence > 0 && confidence < 1, `a confidence lies between 0 and 1, got ${confidence}`);
  const sound = Number.isInteger(successes) && Number.isInteger(count) && successes >= 0 && successes <= count;
  assert(sound, `there cannot be ${successes} successes of ${count}`);
}
