// Markdown of a comparison, for pull requests and step summaries: the verdict and its metrics in the open, the rest folded.

import type { ComparedBatch, ComparedMetric, Comparison } from "../../model/comparison.ts";
import { code, folded, joinParts, list, plain, section, table } from "../markdown-text.ts";
import { startTime } from "../start-time.ts";
import { comparisonMark, comparisonWord } from "./comparison-status.ts";
import {
  batchTitle,
  countAnswers,
  describeDesign,
  describeEstimate,
  describeFinding,
  describeFloor,
  describeInterval,
  describeMedian,
  describeP,
  describeRuns,
} from "./describe-comparison.ts";

/** The text of `comparison.md`. */
export function renderComparisonMarkdown(comparison: Comparison): string {
  const { notes, differences, batches } = comparison;
  const parts = [
    headline(comparison),
    ...batches.flatMap((batch, index) => batchParts(batch, batchTitle(comparison, index))),
    notes.length === 0 ? "" : section("Before you believe it", list(notes.map(plain))),
    differences.length === 0 ? "" : section("What differs", differenceTable(differences)),
    ...batches.map((batch, index) => runList(batch, batchTitle(comparison, index))),
  ];
  return joinParts(parts, "`comparison.html` and `comparison.json` have all of it.");
}

function headline(comparison: Comparison): string {
  const { name, description, verdict, batches } = comparison;
  const [first] = batches;
  const sides =
    first === undefined
      ? ""
      : `${code(first.candidate.label)} (${describeRuns(first.candidate)}) against ${code(first.reference.label)} (${describeRuns(first.reference)}); `;
  const design = `${describeDesign(comparison).map(plain).join("; ")}.`;
  const word = comparisonWord[verdict.status].toUpperCase();
  const question = description === "" ? "" : `${plain(description)} `;
  return `# **${word}** ${comparisonMark[verdict.status]} ${plain(name)}\n\n${plain(verdict.summary)}\n\n${question}${sides}${design}`;
}

function batchParts(batch: ComparedBatch, title: string | undefined): string[] {
  const primary = batch.metrics.filter((metric) => metric.primary);
  const secondary = batch.metrics.filter((metric) => !metric.primary);
  const said = title === undefined ? "" : `${plain(batch.summary)}\n\n`;
  const body = primary.length === 0 ? "" : `${said}${metricTable(primary, batch)}`;
  return [
    section(title ?? "Metrics", body, "There is no metric that both sides have."),
    folded(`Secondary metrics: ${countAnswers(secondary)}`, metricTable(secondary, batch)),
    folded(
      "Findings in words",
      list(batch.metrics.map((metric) => `${plain(metric.title)}: ${plain(describeFinding(metric))}`)),
    ),
  ];
}

function metricTable(metrics: readonly ComparedMetric[], { reference, candidate }: ComparedBatch): string {
  const rows = metrics.map((metric) => [
    `${comparisonMark[metric.status]} ${metric.status === "regression" ? `**${comparisonWord.regression}**` : comparisonWord[metric.status]}${metric.severe ? ", severe" : ""}`,
    plain(metric.title),
    describeMedian(metric.reference, metric.unit),
    describeMedian(metric.candidate, metric.unit),
    `${describeEstimate(metric)} ${describeInterval(metric)}`.trim(),
    describeFloor(metric),
    describeP(metric.pWorseAdjusted),
  ]);
  const head = [
    "Verdict",
    "Metric",
    plain(reference.label),
    plain(candidate.label),
    "Effect",
    "Counts from",
    "p worse",
  ];
  return table(head, rows);
}

const differenceTable = (differences: Comparison["differences"]): string =>
  table(
    ["What", "Reference", "Candidate"],
    differences.map(({ what, reference, candidate }) => [plain(what), plain(reference), plain(candidate)]),
  );

function runList({ reference, candidate }: ComparedBatch, title: string | undefined): string {
  const rows = [reference, candidate].flatMap((side) =>
    side.runs.map((run) => [
      code(run.id),
      plain(side.label),
      run.order === null ? "–" : String(run.order + 1),
      plain(startTime(run.startedAt)),
      run.invalid.length === 0 ? "–" : plain(run.invalid.join("; ")),
    ]),
  );
  const what = title === undefined ? "Runs" : `Runs of the ${title.toLowerCase()}`;
  return folded(what, table(["Run", "Side", "Order", "Started", "Left out because"], rows));
}
