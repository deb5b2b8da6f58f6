// One metric of both sides before anything is concluded: which runs say it, and what the tests give. Conclusions wait until
// all metrics are there, because p values are adjusted together.

import type { ComparedMetric, ComparedSample } from "../../model/comparison.ts";
import type { Metric } from "../../model/result.ts";
import { midMedian } from "../stats/mid-median.ts";
import { estimateCentre, signedRankTest } from "../stats/signed-rank.ts";
import { counted } from "../verdicts.ts";
import { orientedEffect, orientedFloor } from "./judge-metric.ts";
import { censoredOf, type Measured, measureEffect } from "./measure-effect.ts";
import { type BothSides, isSaid, metricOf, rankedValue, type SideRun, validRuns } from "./sides.ts";

export interface MetricCase {
  readonly metric: Metric;
  readonly reference: ComparedSample;
  readonly candidate: ComparedSample;
  /** Undefined when a side does not say it in any run. */
  readonly measured: Measured | undefined;
  /** Which side that is, and why; undefined when both say it. */
  readonly missing: string | undefined;
  readonly censoring: string | undefined;
  readonly paired: ComparedMetric["paired"];
}

/** Collects and tests one metric; undefined when no run of either side says it. */
export function compareMetric(
  name: string,
  { sides, floorOf, alpha }: { sides: BothSides; floorOf: (metric: Metric) => number; alpha: number },
): MetricCase | undefined {
  const reference = readSide(name, validRuns(sides.reference));
  const candidate = readSide(name, validRuns(sides.candidate));
  const metric = [...reference.said, ...candidate.said][0];
  if (metric === undefined) return undefined;
  const samples = { reference: reference.ranked, candidate: candidate.ranked };
  const silent = [
    ...(reference.said.length === 0 ? [silence(sides.reference.label, reference)] : []),
    ...(candidate.said.length === 0 ? [silence(sides.candidate.label, candidate)] : []),
  ][0];
  const measured = silent === undefined ? measureEffect(metric, { samples, floor: floorOf(metric), alpha }) : undefined;
  return {
    metric,
    reference: reference.sample,
    candidate: candidate.sample,
    measured,
    missing: silent,
    censoring: censoringWords(samples),
    paired: measured === undefined ? null : crossCheck(metric, { sides, measured, alpha }),
  };
}

const silence = (label: string, { why }: ReadSide): string =>
  `no run of ${label} says it (${why ?? "it is not in their results"})`;

interface ReadSide {
  readonly said: readonly Metric[];
  /** What the tests rank: censored values are larger than any. */
  readonly ranked: readonly number[];
  readonly sample: ComparedSample;
  readonly why: string | undefined;
}

function readSide(name: string, runs: readonly SideRun[]): ReadSide {
  const metrics = runs.map((run) => metricOf(run, name));
  const said = metrics.filter(isSaid);
  const ranked = said.map(rankedValue);
  const median = ranked.length === 0 ? Number.NaN : midMedian(ranked);
  return {
    said,
    ranked,
    sample: {
      values: metrics.map((metric) => (metric === undefined || metric.censored ? null : metric.value)),
      censored: censoredOf(ranked),
      median: Number.isFinite(median) ? median : null,
    },
    why: metrics.find((metric) => metric?.why !== null)?.why ?? undefined,
  };
}

function censoringWords(samples: { reference: readonly number[]; candidate: readonly number[] }): string | undefined {
  const [before, after] = [censoredOf(samples.reference), censoredOf(samples.candidate)];
  if (before + after === 0) return undefined;
  return `never within the time observed in ${after} of ${counted(samples.candidate.length, "run")} of the candidate, and in ${before} of ${samples.reference.length} of the reference`;
}

/**
 * The same question asked of pairs, by the signed-rank test: less robust to missing runs, but blind to a drift that both
 * runs of a pair shared. Null when the pairs are too few to ever disagree.
 */
function crossCheck(
  metric: Metric,
  { sides, measured, alpha }: { sides: BothSides; measured: Measured; alpha: number },
): ComparedMetric["paired"] {
  const differences = pairedDifferences(metric, { sides, scale: measured.scale });
  if (2 ** -differences.length > alpha) return null;
  const sign = metric.better === "lower" ? 1 : -1;
  const { pGreater: pWorse } = signedRankTest(differences.map((difference) => sign * difference));
  const estimate = estimateCentre({ differences, confidence: 1 - 2 * alpha }).estimate;
  if (estimate === undefined) return null;
  const floor = orientedFloor(measured);
  const worseUnpaired = measured.pWorse <= alpha && (orientedEffect({ metric, measured }).estimate ?? 0) >= floor;
  const worsePaired = pWorse <= alpha && sign * estimate >= floor;
  return {
    pairs: differences.length,
    pWorse,
    estimate: measured.scale === "ratio" ? Math.exp(estimate) : estimate,
    agrees: worseUnpaired === worsePaired,
  };
}

/** Candidate minus reference of each complete pair, of logarithms where ratios are compared. */
function pairedDifferences({ name }: Metric, { sides, scale }: { sides: BothSides; scale: Metric["scale"] }): number[] {
  const scaled = (run: SideRun): number | undefined => {
    const metric = metricOf(run, name);
    if (metric === undefined || metric.censored || metric.value === null) return undefined;
    return scale === "ratio" ? Math.log(metric.value) : metric.value;
  };
  const references = new Map(validRuns(sides.reference).map((run) => [run.pair, scaled(run)] as const));
  return validRuns(sides.candidate).flatMap((run) => {
    const after = scaled(run);
    const before = run.pair === null ? undefined : references.get(run.pair);
    return before === undefined || after === undefined ? [] : [after - before];
  });
}
