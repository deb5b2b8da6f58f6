import { type MetricTrend, trendOf } from "../../analysis/baseline/trend-of.ts";
import { readBaseline } from "../../journal/baseline-file.ts";
import type { Baseline } from "../../model/baseline.ts";

/** The trend of every metric of a baseline that was read. */
export const trendsOf = (baseline: Baseline): MetricTrend[] => trendOf(baseline);

/** The trend of every metric of a stored baseline. */
export const readTrend = (dir: string, name: string): MetricTrend[] => trendsOf(readBaseline(dir, name));
