// The metrics of the comparison that is written by hand.

import type { ComparedMetric, ComparedSample } from "../model/comparison.ts";

const pairs = 10;

/** Ten values around a middle: a fixed wave stands in for noise. */
function sampleAround(middle: number, spread: number): ComparedSample {
  const values = Array.from({ length: pairs }, (_, index) => middle * (1 + spread * Math.sin(index * 2.4 + middle)));
  return { values, censored: 0, median: middle };
}

function comparedMetric(
  facts: Pick<ComparedMetric, "name" | "title" | "summary"> & Partial<ComparedMetric>,
): ComparedMetric {
  return {
    unit: "ms",
    better: "lower",
    scale: "ratio",
    primary: true,
    reference: sampleAround(620, 0.03),
    candidate: sampleAround(693, 0.03),
    effect: null,
    floor: 0.05,
    pWorse: 0.5,
    pBetter: 0.5,
    pWorseAdjusted: 1,
    pBetterAdjusted: 1,
    method: "exact",
    probabilityWorse: 0.5,
    paired: null,
    status: "inconclusive",
    severe: false,
    ...facts,
    summary: `${facts.title}: ${facts.summary}`,
  };
}

const effect = (low: number, estimate: number, high: number) => ({ estimate, low, high, confidence: 0.981 });

/** One of each answer. */
export const primaryMetrics = (): ComparedMetric[] => [...loadMetrics(), recoveryMetric()];

function loadMetrics(): ComparedMetric[] {
  return [
    comparedMetric({
      name: "load.transfers.inclusion.p50",
      title: "transfers: inclusion, p50 in steady state",
      effect: effect(1.096, 1.118, 1.141),
      pWorse: 0.0000054,
      pWorseAdjusted: 0.000027,
      probabilityWorse: 1,
      paired: { pairs, pWorse: 0.00098, estimate: 1.117, agrees: true },
      status: "regression",
      severe: true,
      summary:
        "+11.8 % (98.1 % interval +9.6 % to +14.1 %); worse beyond chance (p < 0.0001) and beyond the floor of 5 %",
    }),
    comparedMetric({
      name: "load.transfers.inclusion.p99",
      title: "transfers: inclusion, p99 in steady state",
      reference: sampleAround(1_480, 0.11),
      candidate: sampleAround(1_560, 0.12),
      effect: effect(0.97, 1.06, 1.16),
      floor: 0.1,
      pWorse: 0.09,
      pWorseAdjusted: 0.36,
      probabilityWorse: 0.68,
      summary:
        "+6 % (98.1 % interval -3 % to +16 %); not worse beyond chance (p 0.36), but +16 % is not ruled out and the floor is 10 %",
    }),
    comparedMetric({
      name: "load.transfers.throughput",
      title: "transfers: throughput in steady state",
      unit: "perSecond",
      better: "higher",
      reference: sampleAround(40, 0.002),
      candidate: sampleAround(39.96, 0.002),
      effect: effect(0.997, 0.999, 1.001),
      status: "no_regression",
      summary: "-0.1 % (98.1 % interval -0.3 % to +0.1 %); shown not to be worse by the floor of 5 %",
    }),
    comparedMetric({
      name: "load.transfers.bad",
      title: "transfers: dropped, rejected or unanswered",
      unit: "share",
      scale: "difference",
      reference: sampleAround(0.0119, 0.1),
      candidate: sampleAround(0.0124, 0.1),
      effect: effect(-0.0012, 0.0005, 0.0024),
      floor: 0.01,
      status: "no_regression",
      summary:
        "+0.05 points (98.1 % interval -0.12 points to +0.24 points); shown not to be worse by the floor of 1 points",
    }),
  ];
}

const recoveryMetric = (): ComparedMetric =>
  comparedMetric({
    name: "rta.majority-outage.service",
    title: "majority-outage: recovery of the service from injection",
    reference: sampleAround(34_600, 0.08),
    candidate: { ...sampleAround(26_900, 0.08), censored: 0 },
    effect: effect(0.7, 0.78, 0.86),
    floor: 0.2,
    pBetter: 0.00002,
    pBetterAdjusted: 0.0001,
    probabilityWorse: 0.04,
    status: "improvement",
    summary: "-22 % (98.1 % interval -30 % to -14 %); better beyond chance (p 0.0001) and beyond the floor of 20 %",
  });

/** An interval that is open, and a metric that one side does not say. */
export function secondaryMetrics(): ComparedMetric[] {
  const secondary = { primary: false } as const;
  return [
    comparedMetric({
      ...secondary,
      name: "load.reads.submit.p99",
      title: "reads: submit, p99 in steady state",
      reference: sampleAround(11, 0.2),
      candidate: sampleAround(11.2, 0.2),
      effect: { estimate: 1.02, low: 0.8, high: null, confidence: 0.9 },
      floor: 0.1,
      summary: "too few runs for an interval of the confidence asked for",
    }),
    comparedMetric({
      ...secondary,
      name: "rta.split.service",
      title: "split: recovery of the service from injection",
      reference: { values: Array.from({ length: pairs }, () => null), censored: 0, median: null },
      candidate: { values: Array.from({ length: pairs }, () => null), censored: 7, median: null },
      floor: 0.2,
      pWorse: null,
      pBetter: null,
      pWorseAdjusted: null,
      pBetterAdjusted: null,
      probabilityWorse: null,
      method: "none",
      status: "invalid",
      summary: "no run of geth 1.13 says it",
    }),
  ];
}
