// How much a fault costs in latency, as one number: after STABL (Gramoli et al., https://arxiv.org/abs/2409.13142),
// the difference of the areas under the two latency distribution functions, here up to a cap that both sides share. With
// a cap the area between them is a difference of means of capped latencies, and what was lost counts as the cap.

import { assert } from "../../base/assert.ts";
import { type Weighted, wasserstein, weightedMean } from "./wasserstein.ts";

export interface LatencySample {
  /** What was answered. */
  readonly latenciesMs: Weighted;
  /** What never was: sent and lost, or not included before the end. */
  readonly lost: number;
}

export interface SensitivityOptions {
  readonly baseline: LatencySample;
  readonly altered: LatencySample;
  /** The largest latency that counts as such, the same for both sides. */
  readonly capMs: number;
  /** Whether the altered network came back; one that did not has no finite cost. */
  readonly recovered: boolean;
}

export type Sensitivity =
  | {
      readonly kind: "finite";
      /** How far the means of the capped latencies lie apart. */
      readonly scoreMs: number;
      readonly direction: "slower" | "faster" | "same";
      /** Area between the distribution functions; larger than the score when some got faster and others slower. */
      readonly distanceMs: number;
      readonly functionsCross: boolean;
    }
  | { readonly kind: "infinite" };

/** Compares the latencies of an undisturbed network with those under a fault. */
export function sensitivity({ baseline, altered, capMs, recovered }: SensitivityOptions): Sensitivity {
  assert(capMs > 0 && Number.isFinite(capMs), `a latency cap of ${capMs} ms`);
  if (!recovered) return { kind: "infinite" };
  const [before, after] = [capped(baseline, capMs), capped(altered, capMs)];
  const shiftMs = weightedMean(after) - weightedMean(before);
  const scoreMs = Math.abs(shiftMs);
  const distanceMs = wasserstein(before, after);
  // Both are sums of the same parts in different order: what differs in the last digits does not.
  const roundingMs = capMs * 1e-12;
  return {
    kind: "finite",
    scoreMs,
    direction: scoreMs <= roundingMs ? "same" : shiftMs > 0 ? "slower" : "faster",
    distanceMs,
    functionsCross: distanceMs - scoreMs > roundingMs,
  };
}

function capped({ latenciesMs, lost }: LatencySample, capMs: number): Weighted {
  return [...latenciesMs.map(([value, count]) => [Math.min(value, capMs), count] as const), [capMs, lost]];
}
