// Where the trend of many nights broke. It looks at nightly ratios to the reference and not at the numbers themselves, for
// nights differ more than builds do. Advisory: in series without any change the search still finds one now and then.

import type { Baseline, NightMetric } from "../../model/baseline.ts";
import { findChangePoints } from "../stats/change-points.ts";

/** Nights below which no change point is looked for. */
export const trendNightsMin = 30;
const pMax = 0.001;
const magnitudeMin = 0.05;

export interface TrendPoint {
  readonly recordedAt: string;
  readonly commit: string | null;
  /** Candidate over reference of that night. */
  readonly effect: number;
}

export interface TrendChange {
  /** The first night after the change, in `points`. */
  readonly index: number;
  readonly recordedAt: string;
  readonly commit: string | null;
  readonly meanBefore: number;
  readonly meanAfter: number;
  readonly direction: "worse" | "better";
  readonly p: number;
}

export interface MetricTrend extends Pick<NightMetric, "name" | "title" | "unit" | "better"> {
  /** Nights whose comparison gave a ratio, oldest first. */
  readonly points: readonly TrendPoint[];
  readonly changes: readonly TrendChange[];
  /** False: too few nights to look for changes. */
  readonly isLongEnough: boolean;
}

/** The trend of every metric that is compared by ratios; A/A nights take no part, their candidate is the reference. */
export function trendOf(baseline: Baseline): MetricTrend[] {
  const kinds = new Map(
    baseline.nights.flatMap(({ metrics }) => metrics.map((metric) => [metric.name, metric] as const)),
  );
  return [...kinds.values()]
    .map((metric) => ({ metric, points: pointsOf(baseline, metric.name) }))
    .filter(({ points }) => points.length > 0)
    .map(({ metric, points }) => metricTrend(metric, points));
}

function pointsOf(baseline: Baseline, metric: string): TrendPoint[] {
  return baseline.nights
    .filter(({ isAa }) => !isAa)
    .flatMap(({ recordedAt, commit, metrics }) =>
      metrics.flatMap(({ name, scale, effect }) =>
        name === metric && scale === "ratio" && effect !== null ? [{ recordedAt, commit, effect }] : [],
      ),
    );
}

function metricTrend({ name, title, unit, better }: NightMetric, points: readonly TrendPoint[]): MetricTrend {
  const isLongEnough = points.length >= trendNightsMin;
  const effects = points.map(({ effect }) => effect);
  const found = isLongEnough ? findChangePoints(effects, { pMax, magnitudeMin }) : [];
  const changes = found.flatMap(({ index, meanBefore, meanAfter, p }) => {
    const first = points[index];
    if (first === undefined) return [];
    const isUp = meanAfter > meanBefore;
    const direction = isUp === (better === "lower") ? ("worse" as const) : ("better" as const);
    return [{ index, recordedAt: first.recordedAt, commit: first.commit, meanBefore, meanAfter, direction, p }];
  });
  return { name, title, unit, better, points, changes, isLongEnough };
}
