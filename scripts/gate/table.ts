import { midMedian } from "../../src/analysis/stats/mid-median.ts";
import { meanOf } from "../../src/analysis/stats/pooled-t-test.ts";
import { medianInterval } from "../../src/analysis/stats/quantile-interval.ts";
import type { ComparisonStatus } from "../../src/model/comparison.ts";
import type { MeasuredRun, TrialCounts } from "./trials.ts";

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

/** The table that README shows: how noisy the runs were, and what the gate said of them. */
export function renderTable(options: {
  runs: readonly MeasuredRun[];
  size: number;
  aa: TrialCounts;
  planted: TrialCounts;
}): string {
  const { runs, size, aa, planted } = options;
  const asItIs = runs.filter((run) => run.kind === "as it is");
  const other = runs.filter((run) => run.kind === "planted");
  const lines = [
    `${asItIs.length} runs as they are, ${other.length} with the delay; ${aa.trials} comparisons each, ${size} runs a side`,
    "",
    row(["metric", "median, 95 %", "run to run", "planted", "A/A: worse", "planted: found"]),
    ...primaryNames(aa, planted, runs).map((name) => metricRow(name, { asItIs, other, aa, planted })),
    "",
    row(["verdict", "A/A", "planted"]),
    ...statuses.map((status) => row([status, share(aa, status), share(planted, status)])),
  ];
  return `${lines.join("\n")}\n`;
}

const statuses: readonly ComparisonStatus[] = ["regression", "improvement", "no_regression", "inconclusive", "invalid"];

const share = ({ byStatus, trials }: TrialCounts, status: ComparisonStatus) => percent(byStatus[status] / trials);

const widths = [32, 26, 12, 12, 12, 16];
const row = (cells: readonly string[]) =>
  cells
    .map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)))
    .join("")
    .trimEnd();

/** Those that decide; in the order of the runs' own lists. */
function primaryNames(aa: TrialCounts, planted: TrialCounts, runs: readonly MeasuredRun[]): string[] {
  const seen = new Set([...aa.primary, ...planted.primary]);
  return (runs[0]?.metrics ?? []).map(({ name }) => name).filter((name) => seen.has(name));
}

function metricRow(
  name: string,
  sides: { asItIs: readonly MeasuredRun[]; other: readonly MeasuredRun[]; aa: TrialCounts; planted: TrialCounts },
): string {
  const values = valuesOf(sides.asItIs, name);
  const median = midMedian(values);
  const change = midMedian(valuesOf(sides.other, name)) / median - 1;
  const signed = Number.isFinite(change) ? `${change < 0 ? "" : "+"}${percent(change)}` : "-";
  const found = (counts: TrialCounts) => percent((counts.regressionsOf.get(name) ?? 0) / counts.trials);
  const noise = median === 0 ? "-" : percent(deviationOf(values) / meanOf(values));
  const { low, high } = medianInterval({ values, confidence: 0.95 });
  const shown = `${median.toPrecision(4)} [${low.toPrecision(4)}, ${high.toPrecision(4)}]`;
  return row([name, shown, noise, signed, found(sides.aa), found(sides.planted)]);
}

const valuesOf = (runs: readonly MeasuredRun[], name: string): number[] =>
  runs.flatMap((run) => run.metrics.find((metric) => metric.name === name)?.value ?? []);

function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
