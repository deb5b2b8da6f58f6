// A comparison in the words that all its reports share.

import type { ComparedMetric, ComparedSample, ComparedSide, Comparison } from "../../model/comparison.ts";
import { formatDifference, formatMeasured, significant } from "../describe-metric.ts";
import { formatCount, formatNumberOf, notMeasured } from "../format.ts";
import { comparisonOrder, comparisonWord } from "./comparison-status.ts";

/** "1.118", "0.998": thousandths near one, where the answers are; else three digits. */
export const formatRatio = (ratio: number): string =>
  ratio >= 0.1 && ratio < 10 ? ratio.toFixed(3) : significant(ratio);

/** Candidate over reference, or candidate less reference: whichever the metric is compared by. */
export function describeEstimate({ effect, scale, unit }: ComparedMetric): string {
  if (effect === null) return notMeasured;
  return scale === "ratio" ? formatRatio(effect.estimate) : formatDifference(effect.estimate, unit);
}

/** "[1.096, 1.141]"; a bound that the runs do not give is open. */
export function describeInterval({ effect, scale, unit }: ComparedMetric): string {
  if (effect === null) return "";
  const bound = (value: number) => (scale === "ratio" ? formatRatio(value) : formatDifference(value, unit));
  const low = effect.low === null ? (scale === "ratio" ? "(0" : "(−∞") : `[${bound(effect.low)}`;
  return `${low}, ${effect.high === null ? "∞)" : `${bound(effect.high)}]`}`;
}

/** The change for the worse that counts: "5 %", "1 pp", "20 ms". */
export const describeFloor = ({ floor, scale, unit }: ComparedMetric): string =>
  scale === "ratio" ? `${significant(floor * 100)} %` : formatDifference(Math.abs(floor), unit).replace(/^[+±]/, "");

/** "0.00003", "< 0.00001"; a dash where there was no test. */
export function describeP(p: number | null): string {
  if (p === null) return notMeasured;
  return p < 0.00001 ? "< 0.00001" : String(Number(p.toPrecision(2)));
}

/** One digit more than usual: what is compared differs little. */
const medianDigits = 4;

/** The median, or the word for one that lies beyond what was observed. */
export function describeMedian(sample: ComparedSample, unit: ComparedMetric["unit"]): string {
  if (sample.median !== null) return formatMeasured(sample.median, unit, medianDigits);
  return sample.censored > 0 ? "not seen to end" : notMeasured;
}

export const countingRuns = ({ runs }: ComparedSide): ComparedSide["runs"] =>
  runs.filter(({ invalid }) => invalid.length === 0);

/** "10 of 11 runs counted", "10 runs". */
export function describeRuns(side: ComparedSide): string {
  const counting = countingRuns(side).length;
  const all = formatNumberOf(side.runs.length, "run");
  return counting === side.runs.length ? all : `${formatCount(counting)} of ${all} counted`;
}

/** What was done, in parts of a sentence. */
export function describeDesign({ design, batches }: Comparison): string[] {
  return [
    design.kind === "interleaved"
      ? `both sides run in one job, in random order${design.pairs === null ? "" : `, ${formatNumberOf(design.pairs, "pair")}`}`
      : "stored runs, whose nights may differ",
    ...(batches.length > 1 ? [`${formatCount(batches.length)} batches`] : []),
    ...(design.family === 0
      ? []
      : [
          `chance of a false alarm at most ${significant(design.alpha * 100)} %, shared by ${formatNumberOf(design.family, "primary metric")}`,
        ]),
    ...(design.seed === null ? [] : [`seed ${design.seed}`]),
  ];
}

/** The sentence about a metric where its title stands beside it already. */
export const describeFinding = ({ title, summary }: ComparedMetric): string =>
  summary.startsWith(`${title}: `) ? summary.slice(title.length + 2) : summary;

/** Primary metrics first, each kind in the order given. */
export const primaryFirst = (metrics: readonly ComparedMetric[]): ComparedMetric[] =>
  metrics.toSorted((a, b) => Number(b.primary) - Number(a.primary));

/** "1 regression, 1 inconclusive, 3 no regression"; zero counts are left out. */
export function countAnswers(metrics: readonly ComparedMetric[]): string {
  const counts = comparisonOrder.flatMap((status) => {
    const count = metrics.filter((metric) => metric.status === status).length;
    return count === 0 ? [] : [`${formatCount(count)} ${comparisonWord[status]}`];
  });
  return counts.length === 0 ? "no metrics" : counts.join(", ");
}

/** "First batch", "Confirming batch": nothing when there is only one. */
export function batchTitle({ batches }: Comparison, index: number): string | undefined {
  if (batches.length < 2) return undefined;
  return index === 0 ? "First batch" : "Confirming batch";
}
