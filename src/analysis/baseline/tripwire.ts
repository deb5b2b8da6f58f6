// A coarse look at runs without a reference beside them: are they outside of what the last nights were? It also catches
// what a comparison cannot see, a reference that broke together with the candidate. It warns, it does not judge.

import type { Baseline, NightMetric } from "../../model/baseline.ts";
import type { Result } from "../../model/result.ts";
import { describeValue } from "../compare/describe-change.ts";
import { predictionInterval } from "../stats/prediction-interval.ts";
import { nightOfResults } from "./measure-night.ts";

/** Nights that the interval is made of; with fewer nothing is said. */
export const tripwireNights = 20;
const confidence = 0.99;
/** Nights differ by as much as a real regression; only what is far beyond is worth a warning. A share, or points of a share. */
const changeMin = 0.3;

export interface Tripped {
  readonly name: string;
  readonly title: string;
  /** Null: beyond what was observed. */
  readonly median: number | null;
  /** What the last nights let expect. */
  readonly low: number;
  readonly high: number;
  readonly summary: string;
}

/** The metrics of these runs that are far worse than the last twenty nights. */
export function tripwire(baseline: Baseline, results: readonly Result[]): Tripped[] {
  return nightOfResults(results).night.metrics.flatMap((metric) => {
    const medians = baseline.nights.flatMap((night) => medianOf(night.metrics, metric.name)).slice(-tripwireNights);
    return medians.length < tripwireNights ? [] : tripOf(metric, medians);
  });
}

const medianOf = (metrics: readonly NightMetric[], wanted: string): number[] =>
  metrics.flatMap(({ name, median }) => (name === wanted ? (median ?? []) : []));

function tripOf(metric: NightMetric, medians: readonly number[]): Tripped[] {
  const { name, title, better, median, censored } = metric;
  if (median === null && censored === 0) return [];
  const isRatio = metric.scale === "ratio" && medians.every((value) => value > 0);
  const [scale, unscale] = isRatio ? [Math.log, Math.exp] : [Number, Number];
  const expected = predictionInterval({ values: medians.map(scale), confidence });
  const [low, high] = [unscale(expected.low), unscale(expected.high)];
  const typical = unscale((expected.low + expected.high) / 2);
  const value = median ?? Number.POSITIVE_INFINITY;
  const isOutside = better === "lower" ? value > high : value < low;
  if (!isOutside || worseBy({ value, typical, better, isRatio }) <= changeMin) return [];
  const say = (number: number) => describeValue(number, metric.unit);
  const found = median === null ? "beyond what was observed" : say(median);
  const summary = `${title}: ${found}, where the last ${medians.length} nights let expect ${say(low)} to ${say(high)}`;
  return [{ name, title, median, low, high, summary }];
}

/** As a share of what is typical; for what may be zero, the difference itself. */
function worseBy(change: { value: number; typical: number; better: NightMetric["better"]; isRatio: boolean }): number {
  const { value, typical, better, isRatio } = change;
  if (!isRatio) return better === "lower" ? value - typical : typical - value;
  return better === "lower" ? value / typical - 1 : typical / value - 1;
}
