import { type MetricTrend, trendOf } from "../../analysis/baseline/trend-of.ts";
import { readBaseline } from "../../journal/baseline-file.ts";

/** The trend of every metric of a stored baseline. */
export const readTrend = (dir: string, name: string): MetricTrend[] => trendOf(readBaseline(dir, name));
