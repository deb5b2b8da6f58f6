// Comparisons for tests: results with given metric values, as sides of runs, and one rich comparison made of them by the
// real comparer, so that a report never shows what no comparison can say.

import { type ComparisonRequest, compareRuns } from "../analysis/compare/compare-runs.ts";
import { defaultPolicy } from "../analysis/compare/policy.ts";
import type { Side, SideRun } from "../analysis/compare/sides.ts";
import { type Random, seededRandom } from "../base/random.ts";
import type { Comparison } from "../model/comparison.ts";
import type { LatencyTable, Metric, Result } from "../model/result.ts";
import { histogramOf, latencies } from "./sample-load-results.ts";
import { sampleResult } from "./sample-result.ts";

/** censored: beyond what was observed. null: the run does not say it. */
export type SampleValue = number | null | "censored";

export interface SampleSide {
  readonly label: string;
  /** By metric name, one value per run. What the metric is follows from its name. */
  readonly values: Readonly<Record<string, readonly SampleValue[]>>;
  readonly settings?: readonly string[];
  /** Changes every result, or the one with this index. */
  readonly change?: (result: Result, index: number) => Result;
  readonly startedAtMs?: number;
  /** What the results are besides their metrics; the sample result by default. */
  readonly base?: Result;
}

/** A metric as analysis would name it. */
export function sampleMetric(name: string, value: SampleValue): Metric {
  const isShare = name.endsWith(".bad");
  const isRate = name.endsWith(".throughput");
  return {
    name,
    title: name.replace(/^load\./, "").replaceAll(".", " "),
    unit: isShare ? "share" : isRate ? "perSecond" : "ms",
    better: isRate ? "higher" : "lower",
    scale: isShare ? "difference" : "ratio",
    value: typeof value === "number" ? value : null,
    censored: value === "censored",
    count: value === null ? 0 : 480,
    why: value === null ? "3 samples, too few" : null,
  };
}

/** A side with one run per value; runs of the same index on both sides are a pair. */
export function sampleSide(side: SampleSide): Side {
  const { label, values, settings = [], change = (result) => result, base = sampleResult({ loads: [] }) } = side;
  const count = Math.max(0, ...Object.values(values).map((list) => list.length));
  const runs = Array.from({ length: count }, (_, index): SideRun => {
    const metrics = Object.entries(values).map(([name, list]) => sampleMetric(name, list[index] ?? null));
    const id = `${label}-${index}`;
    const startedAt = new Date((side.startedAtMs ?? Date.UTC(2026, 10, 23, 2)) + index * 300_000).toISOString();
    const result = { ...base, metrics, run: { ...base.run, id, startedAt } };
    return { result: change(result, index), dir: `runs/${id}`, order: 2 * index, pair: index };
  });
  return { label, settings, runs };
}

/** What a comparison is asked for in tests; interleaved, with the usual policy. */
export const sampleRequest = (
  changes: Partial<ComparisonRequest> & Pick<ComparisonRequest, "reference" | "candidate">,
): ComparisonRequest => ({
  name: "geth-1.13.15-vs-1.14.0",
  description: "Does the newer client include transfers as fast as the older one?",
  design: { kind: "interleaved", pairs: 10, seed: 7 },
  policy: defaultPolicy,
  comparedAt: "2026-11-23T04:10:00.000Z",
  chaindrillVersion: "0.2.0",
  ...changes,
});

/** Values as runs give them: lognormal around the median. `deviation` is about the coefficient of variation. */
export function sampleValues(
  random: Random,
  { count, median, deviation }: { readonly count: number; readonly median: number; readonly deviation: number },
): number[] {
  return Array.from({ length: count }, () => median * Math.exp(deviation * sampleNormal(random)));
}

/** One standard normal number, by Box and Muller. */
export const sampleNormal = (random: Pick<Random, "next">): number =>
  Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());

/** Ten pairs in which the candidate includes transfers 12 % later, more so in the tail, and recovers as before. */
export function sampleComparison(changes: Partial<Comparison> = {}): Comparison {
  const reference = richSide({ label: "geth 1.13.15", slower: 1, seed: 1 });
  const candidate = richSide({ label: "geth 1.14.0", slower: 1.12, seed: 2 });
  return { ...compareRuns(sampleRequest({ reference, candidate })), ...changes };
}

function richSide({ label, slower, seed }: { label: string; slower: number; seed: number }): Side {
  const random = seededRandom(seed);
  const draw = (median: number, deviation: number, count = 10) =>
    sampleValues(random.stream(String(median)), { count, median, deviation }).map((value) => Number(value.toFixed(3)));
  const inclusionP50 = draw(620 * slower, 0.03);
  const version = label.split(" ")[1] ?? "";
  return sampleSide({
    label,
    settings: [`geth ${version}`],
    startedAtMs: Date.UTC(2026, 10, 23, 2, seed),
    values: {
      "load.transfers.inclusion.p50": inclusionP50,
      "load.transfers.inclusion.p99": draw(1480 * slower ** 2, 0.05),
      "load.transfers.submit.p50": draw(4, 0.08),
      "load.transfers.throughput": draw(40, 0.0005),
      "load.transfers.bad": draw(0.004, 0.2),
      "canary.inclusion.p50": draw(640, 0.04),
      "rta.majority-outage.service": [...draw(31_000, 0.1, 9), slower > 1 ? "censored" : 30_500],
      "unavailable.majority-outage.service": draw(29_000, 0.1),
      "rta.split.service": draw(3_000, 0.2).map((value, index) => (index % 3 === 0 ? value : 0)),
    },
    change: (result, index) => ({
      ...result,
      environment: { ...result.environment, clients: `geth ${version}` },
      loads: sampleResult().loads.map((load) => ({
        ...load,
        inclusion: load.inclusion && scaled(load.inclusion, (inclusionP50[index] ?? 620) / 620),
      })),
    }),
  });
}

/** The table with a steady stretch that is slower by the factor. */
function scaled(table: LatencyTable, factor: number): LatencyTable {
  const { count, p50, p90, p99, max } = table.steady;
  const times = (ms: number | null) => (ms === null ? null : ms * factor);
  const steady = latencies({ count, p50: times(p50), p90: times(p90), p99: times(p99), max: times(max) });
  return { ...table, steady, histogram: histogramOf(steady) };
}
