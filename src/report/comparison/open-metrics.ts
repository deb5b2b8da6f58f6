// A comparison as gauges, for a collector of text files. Labelled with its name alone, so that nights make one series.

import type { ComparedMetric, Comparison } from "../../model/comparison.ts";
import { type Gauge, type GaugeFamily, type Labels, openMetricsText } from "../open-metrics-text.ts";
import { countingRuns } from "./describe-comparison.ts";

/** The text of `metrics.txt` of a comparison. */
export function renderComparisonOpenMetrics(comparison: Comparison): string {
  const where = { comparison: comparison.name };
  const each = comparison.batches.flatMap(({ metrics }, index) =>
    metrics.map((metric) => ({ metric, labels: labelsOf(metric, { ...where, batch: String(index + 1) }) })),
  );
  const comparedAtMs = Date.parse(comparison.comparedAt);
  return openMetricsText([
    {
      name: "comparison_verdict",
      help: "1 for the verdict of the comparison.",
      gauges: [{ labels: { ...where, status: comparison.verdict.status }, value: 1 }],
    },
    {
      name: "comparison_made",
      unit: "seconds",
      help: "When it was compared, since the Unix epoch.",
      gauges: [{ labels: where, value: Number.isNaN(comparedAtMs) ? null : comparedAtMs / 1000 }],
    },
    {
      name: "comparison_runs",
      help: "Runs of each side, by whether they counted.",
      gauges: runGauges(comparison, where),
    },
    {
      name: "comparison_metric_verdict",
      help: "1 for the verdict of each metric.",
      gauges: each.map(({ metric, labels }) => ({ labels: { ...labels, status: metric.status }, value: 1 })),
    },
    effectFamily(each, "ratio"),
    effectFamily(each, "difference"),
    {
      name: "comparison_metric_p_worse",
      help: "One-sided p for worse, adjusted for the number of metrics.",
      gauges: each.map(({ metric, labels }) => ({ labels, value: metric.pWorseAdjusted })),
    },
    {
      name: "comparison_metric_floor",
      help: "Change for the worse that counts: a share for ratios, in the metric's own unit for differences.",
      gauges: each.map(({ metric, labels }) => ({ labels, value: metric.floor })),
    },
  ]);
}

const labelsOf = (metric: ComparedMetric, where: Labels): Labels => ({
  ...where,
  metric: metric.name,
  primary: String(metric.primary),
});

function effectFamily(
  each: readonly { readonly metric: ComparedMetric; readonly labels: Labels }[],
  scale: ComparedMetric["scale"],
): GaugeFamily {
  const isRatio = scale === "ratio";
  const gauges = each
    .filter(({ metric }) => metric.scale === scale && metric.effect !== null)
    .flatMap(({ metric, labels }): Gauge[] => {
      // Differences keep the unit of the metric, so it is a label: one family must have one unit.
      const about = isRatio ? labels : { ...labels, unit: metric.unit };
      return [
        { labels: { ...about, bound: "estimate" }, value: metric.effect?.estimate ?? null },
        { labels: { ...about, bound: "low" }, value: metric.effect?.low ?? null },
        { labels: { ...about, bound: "high" }, value: metric.effect?.high ?? null },
      ];
    });
  return isRatio
    ? { name: "comparison_effect", unit: "ratio", help: "Candidate over reference, with its interval.", gauges }
    : { name: "comparison_effect_difference", help: "Candidate less reference, with its interval.", gauges };
}

const runGauges = ({ batches }: Comparison, where: Labels): Gauge[] =>
  batches.flatMap((batch, index) =>
    (["reference", "candidate"] as const).flatMap((side) => {
      const counted = countingRuns(batch[side]).length;
      const labels = { ...where, batch: String(index + 1), side };
      return [
        { labels: { ...labels, counted: "true" }, value: counted },
        { labels: { ...labels, counted: "false" }, value: batch[side].runs.length - counted },
      ];
    }),
  );
