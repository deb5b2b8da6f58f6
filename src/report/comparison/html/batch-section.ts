import type { ComparedBatch, ComparedMetric } from "../../../model/comparison.ts";
import type { MetricUnit } from "../../describe-metric.ts";
import { formatNumberOf } from "../../format.ts";
import type { Chart } from "../../html/charts/chart.ts";
import type { Canvas } from "../../html/charts/frame.ts";
import { figure } from "../../html/figure.ts";
import { html, type Markup, none } from "../../html/markup.ts";
import { prose } from "../../html/prose.ts";
import { countAnswers, primaryFirst } from "../describe-comparison.ts";
import { rowCanvases, smallCanvas } from "./charts/canvases.ts";
import { distributionChart } from "./charts/distribution-chart.ts";
import { differenceScale, ratioScale } from "./charts/effect-scale.ts";
import { intervalChart } from "./charts/interval-chart.ts";
import { pointsChart, sideLook } from "./charts/points-chart.ts";
import { shiftChart } from "./charts/shift-chart.ts";
import { comparisonBadge, metricTable } from "./metric-table.ts";

export interface BatchPlace {
  /** Unique on the page: "b1". */
  readonly id: string;
  /** Undefined when it is the only one. */
  readonly title: string | undefined;
}

/** One batch of runs: effects, numbers, single runs, distributions. */
export function batchSection(batch: ComparedBatch, { id, title }: BatchPlace): Markup {
  const metrics = primaryFirst(batch.metrics);
  const heading = title ?? "Metrics";
  const verdict =
    title === undefined ? none : html`<p class="batch">${comparisonBadge(batch.status)} ${prose(batch.summary)}</p>`;
  if (metrics.length === 0) {
    return html`<section aria-labelledby="${id}"><h2 id="${id}">${heading}</h2>${verdict}<p class="empty">There is no metric that both sides have.</p></section>`;
  }
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${heading} <small>${countAnswers(metrics.filter(({ primary }) => primary))}</small></h2>
${verdict}
${effectFigures(metrics, id)}
${metricTable(metrics, { id, batch })}</section>
${runSection(batch, { id, metrics })}
${latencySection(batch, id)}`;
}

const small = { canvases: [smallCanvas] };
const draw = (chart: Chart<Canvas> | undefined): Markup => (chart === undefined ? none : figure(chart, small));

function effectFigures(metrics: readonly ComparedMetric[], id: string): Markup[] {
  const ratios = metrics.filter(({ scale }) => scale === "ratio");
  const charts = [
    ...(ratios.length === 0
      ? []
      : [
          intervalChart({
            id: `${id}-ratios`,
            title: "Candidate over reference",
            caption:
              "Ratio with its interval, logarithmic; 1 is no change. An interval that reaches into the shaded zone has not ruled out a change that counts.",
            metrics: ratios,
            scale: ratioScale(ratios),
            explained: true,
          }),
        ]),
    ...(["ms", "share", "perSecond", "count"] as const).flatMap((unit) =>
      differenceCharts(metrics, { id, unit, explained: ratios.length === 0 }),
    ),
  ];
  return charts.map((chart) => figure(chart, { canvases: rowCanvases }));
}

const unitInWords: Readonly<Record<MetricUnit, string>> = {
  ms: "in time",
  share: "in percentage points",
  perSecond: "in operations a second",
  count: "in numbers",
};

function differenceCharts(
  metrics: readonly ComparedMetric[],
  { id, unit, explained }: { id: string; unit: MetricUnit; explained: boolean },
): Chart<Canvas>[] {
  const differences = metrics.filter((metric) => metric.scale === "difference" && metric.unit === unit);
  if (differences.length === 0) return [];
  const facts = {
    id: `${id}-differences-${unit.toLowerCase()}`,
    title: `Candidate less reference, ${unitInWords[unit]}`,
    caption: "For numbers that may be zero, where a ratio says nothing.",
    metrics: differences,
    scale: differenceScale(differences, unit),
    explained,
  };
  return [intervalChart(facts)];
}

function runSection(batch: ComparedBatch, { id, metrics }: { id: string; metrics: readonly ComparedMetric[] }): Markup {
  const charts = metrics.map((metric, index) => ({
    metric,
    chart: pointsChart(`${id}-runs-${index}`, { metric, batch }),
  }));
  const [primary, secondary] = [true, false].map((wanted) =>
    charts.filter(({ metric }) => metric.primary === wanted).map(({ chart }) => draw(chart)),
  );
  return html`<section aria-labelledby="${id}-runs"><h2 id="${id}-runs">Run by run <small>in the order in which they were run</small></h2>
<ul class="legend shared" aria-hidden="true"><li style="--c:${sideLook.reference.color}"><b>${sideLook.reference.mark}</b> reference: ${batch.reference.label}, median as a line</li><li style="--c:${sideLook.candidate.color}"><b>${sideLook.candidate.mark}</b> candidate: ${batch.candidate.label}, median dashed</li><li>hollow, at the bottom: left out</li></ul>
<div class="small-ones">${primary}</div>
${secondary === undefined || secondary.length === 0 ? none : html`<details><summary>${formatNumberOf(secondary.length, "secondary metric")}</summary><div class="small-ones">${secondary}</div></details>`}</section>`;
}

function latencySection({ latencies }: ComparedBatch, id: string): Markup {
  if (latencies.length === 0) return none;
  const charts = latencies.map((latency, index) => {
    const distribution = distributionChart(`${id}-all-${index}`, latency);
    const unread = html`<p class="empty">The distribution of ${latency.title} cannot be read.</p>`;
    return html`${distribution === undefined ? unread : draw(distribution)}${draw(shiftChart(`${id}-shift-${index}`, latency))}`;
  });
  return html`<section aria-labelledby="${id}-latencies"><h2 id="${id}-latencies">Latencies in full <small>for the eye; the verdict does not rest on them</small></h2>
<div class="small-ones">${charts}</div></section>`;
}
