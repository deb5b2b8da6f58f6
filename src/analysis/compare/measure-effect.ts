// One metric of all runs of both sides: is it worse, and by how much? The rank test says whether, Hodges and Lehmann's
// estimator how much; neither assumes a shape of the distribution, and both take a censored value as larger than any.

import type { ComparedEffect } from "../../model/comparison.ts";
import type { Metric } from "../../model/result.ts";
import { fisherExactTest } from "../stats/fisher-exact.ts";
import { estimateShift } from "../stats/hodges-lehmann.ts";
import { mannWhitney } from "../stats/mann-whitney.ts";
import { midMedian } from "../stats/mid-median.ts";
import type { RankInterval } from "../stats/rank-interval.ts";

/** Values of the runs that say it; infinite: beyond what was observed. */
export interface Samples {
  readonly reference: readonly number[];
  readonly candidate: readonly number[];
}

export interface Measured {
  readonly scale: Metric["scale"];
  readonly floor: number;
  readonly effect: ComparedEffect | null;
  /** False when there are so few runs that the interval does not have the confidence asked for. */
  readonly reachesLevel: boolean;
  readonly method: "exact" | "normal" | "fisher";
  readonly pWorse: number;
  readonly pBetter: number;
  readonly probabilityWorse: number;
  readonly isAllEqual: boolean;
}

/** Tests and estimates; both sides must have values. */
export function measureEffect(
  metric: Pick<Metric, "scale" | "better">,
  options: { readonly samples: Samples; readonly floor: number; readonly alpha: number },
): Measured {
  const { samples, alpha } = options;
  const { scale, floor } = scaleOf(metric, options);
  const test = mannWhitney(samples);
  const isAllEqual = test.method === "degenerate";
  const interval = intervalOf({ samples, scale, confidence: 1 - 2 * alpha });
  const isWorseUp = metric.better === "lower";
  const ranked = {
    scale,
    floor,
    effect: effectOf(interval, scale),
    reachesLevel: interval.reachesLevel,
    probabilityWorse: isWorseUp ? test.effect : 1 - test.effect,
    isAllEqual,
  };
  if (ranked.effect === null && censoredOf(samples.reference) + censoredOf(samples.candidate) > 0) {
    return { ...ranked, ...testCensoredShare(samples) };
  }
  return {
    ...ranked,
    method: test.method === "normal" ? "normal" : "exact",
    pWorse: isWorseUp ? test.pGreater : test.pLess,
    pBetter: isWorseUp ? test.pLess : test.pGreater,
  };
}

/**
 * Where a value is zero there is no ratio: a fault that never hurt has a recovery time of 0. Then differences are
 * compared, with a floor of the same share of the usual value, taken from both sides so that it favours neither.
 */
function scaleOf(
  metric: Pick<Metric, "scale">,
  { samples, floor }: { readonly samples: Samples; readonly floor: number },
): { readonly scale: Metric["scale"]; readonly floor: number } {
  const all = [...samples.reference, ...samples.candidate];
  if (metric.scale === "difference" || all.every((value) => value > 0)) return { scale: metric.scale, floor };
  const usual = all.filter((value) => value > 0 && Number.isFinite(value));
  return { scale: "difference", floor: usual.length === 0 ? 0 : floor * midMedian(usual) };
}

function intervalOf(options: {
  readonly samples: Samples;
  readonly scale: Metric["scale"];
  readonly confidence: number;
}): RankInterval {
  const { samples, scale, confidence } = options;
  const scaled = (values: readonly number[]) => (scale === "ratio" ? values.map(Math.log) : values);
  return estimateShift({ reference: scaled(samples.reference), candidate: scaled(samples.candidate), confidence });
}

function effectOf({ estimate, low, high, achieved }: RankInterval, scale: Metric["scale"]): ComparedEffect | null {
  if (estimate === undefined) return null;
  const unscaled = scale === "ratio" ? Math.exp : (value: number) => value;
  const bound = (value: number) => (Number.isFinite(value) ? unscaled(value) : null);
  return { estimate: unscaled(estimate), low: bound(low), high: bound(high), confidence: achieved };
}

export const censoredOf = (values: readonly number[]): number =>
  values.filter((value) => value === Number.POSITIVE_INFINITY).length;

/** When the middle pair is censored there is no size to estimate, but more runs that never got there is an answer too. */
function testCensoredShare({ reference, candidate }: Samples): Pick<Measured, "method" | "pWorse" | "pBetter"> {
  const counts = {
    reference: { hits: censoredOf(reference), count: reference.length },
    candidate: { hits: censoredOf(candidate), count: candidate.length },
  };
  return {
    method: "fisher",
    pWorse: fisherExactTest(counts),
    pBetter: fisherExactTest({ reference: counts.candidate, candidate: counts.reference }),
  };
}
