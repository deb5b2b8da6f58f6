import type { Baseline, Night, NightMetric } from "../model/baseline.ts";
import { type SampleValue, sampleMetric } from "./sample-comparison.ts";
import { sampleResult } from "./sample-result.ts";

export interface SampleNight extends Partial<Omit<Night, "metrics">> {
  /** By metric name: what the runs gave, and the ratio to the reference. */
  readonly metrics: Readonly<Record<string, { readonly values?: readonly SampleValue[]; readonly effect?: number }>>;
}

/** A baseline of these nights, one a day, in the environment of the sample result. */
export function sampleBaseline(nights: readonly SampleNight[]): Baseline {
  const { environment } = sampleResult();
  return {
    version: 1,
    name: "nightly",
    environment,
    nights: nights.map(({ metrics, ...night }, index) => ({
      recordedAt: new Date(Date.UTC(2026, 8, 1 + index, 3)).toISOString(),
      commit: `c${index}`,
      note: null,
      clients: environment.clients,
      harness: environment.harness,
      runs: [`night-${index}`],
      invalid: [],
      isAa: false,
      histograms: {},
      ...night,
      metrics: Object.entries(metrics).map(([name, given]) => nightMetric(name, given)),
    })),
  };
}

function nightMetric(name: string, { values = [], effect }: SampleNight["metrics"][string]): NightMetric {
  const { title, unit, better, scale } = sampleMetric(name, null);
  const known = values.filter((value) => typeof value === "number");
  const sorted = known.toSorted((a, b) => a - b);
  return {
    name,
    title,
    unit,
    better,
    scale,
    values: values.map((value) => (typeof value === "number" ? value : null)),
    censored: values.filter((value) => value === "censored").length,
    median: sorted[Math.floor(sorted.length / 2)] ?? null,
    effect: effect ?? null,
  };
}
