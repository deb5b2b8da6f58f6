import type { Night, NightMetric } from "../../model/baseline.ts";
import type { ComparedMetric, Comparison } from "../../model/comparison.ts";
import type { Environment, LatencyTable, Result } from "../../model/result.ts";
import { mergeAll } from "../compare/compare-latencies.ts";
import { isSaid, rankedValue } from "../compare/sides.ts";
import { LatencyHistogram } from "../latency-histogram.ts";
import { midMedian } from "../stats/mid-median.ts";

/** What a night measured, and the environment of its first run that counts. */
export interface MeasuredNight {
  readonly night: Pick<Night, "runs" | "invalid" | "isAa" | "metrics" | "histograms">;
  readonly environment: Environment | undefined;
  /** Of the other runs that count. */
  readonly strangers: readonly Environment[];
}

/** A night of runs without a reference beside them: it has medians, but no effects. */
export function nightOfResults(results: readonly Result[]): MeasuredNight {
  const valid = results.filter((result) => result.invalid.length === 0);
  const [first, ...others] = valid.map(({ environment }) => environment);
  return {
    environment: first,
    strangers: others,
    night: {
      runs: valid.map(({ run }) => run.id),
      invalid: results
        .filter((result) => result.invalid.length > 0)
        .map(({ run, invalid }) => ({ run: run.id, why: invalid.join("; ") })),
      isAa: false,
      metrics: metricsOfNight(valid),
      histograms: histogramsOfNight(valid),
    },
  };
}

/** The candidate's side of a comparison's first batch. The second one is left out: it was only run because of the first. */
export function nightOfComparison({ batches, differences }: Comparison): MeasuredNight {
  const batch = batches[0];
  const runs = batch?.candidate.runs ?? [];
  return {
    environment: batch?.candidate.environment ?? undefined,
    strangers: [],
    night: {
      runs: runs.filter(({ invalid }) => invalid.length === 0).map(({ id }) => id),
      invalid: runs
        .filter(({ invalid }) => invalid.length > 0)
        .map(({ id, invalid }) => ({ run: id, why: invalid.join("; ") })),
      isAa: differences.length === 0,
      metrics: (batch?.metrics ?? []).map(comparedMetricOfNight),
      histograms: Object.fromEntries((batch?.latencies ?? []).map(({ name, candidate }) => [name, candidate])),
    },
  };
}

function comparedMetricOfNight({ candidate, effect, ...metric }: ComparedMetric): NightMetric {
  const { name, title, unit, better, scale } = metric;
  const { values, censored, median } = candidate;
  return { name, title, unit, better, scale, values, censored, median, effect: effect?.estimate ?? null };
}

function metricsOfNight(results: readonly Result[]): NightMetric[] {
  const said = results.flatMap(({ metrics }) => metrics.filter(isSaid));
  const kinds = new Map(said.map((metric) => [metric.name, metric]));
  return [...kinds.values()].map(({ name, title, unit, better, scale }) => {
    const metrics = results.map((result) => result.metrics.find((metric) => metric.name === name));
    const ranked = metrics.filter(isSaid).map(rankedValue);
    const median = midMedian(ranked);
    return {
      name,
      title,
      unit,
      better,
      scale,
      values: metrics.map((metric) => (metric === undefined || metric.censored ? null : metric.value)),
      censored: ranked.filter((value) => value === Number.POSITIVE_INFINITY).length,
      median: Number.isFinite(median) ? median : null,
      effect: null,
    };
  });
}

function histogramsOfNight(results: readonly Result[]): Night["histograms"] {
  const texts = new Map<string, string[]>();
  const add = (name: string, table: LatencyTable | null) => {
    if (table === null || table.histogram === null) return;
    texts.set(name, [...(texts.get(name) ?? []), table.histogram]);
  };
  for (const load of results.flatMap(({ loads }) => loads)) {
    add(`load.${load.name}.inclusion`, load.inclusion);
    add(`load.${load.name}.submit`, load.submit);
  }
  return Object.fromEntries(
    [...texts].map(([name, encoded]) => [name, mergeAll(encoded.map(LatencyHistogram.decode)).encode()]),
  );
}
