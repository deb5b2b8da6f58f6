// The page of a capacity search: the answer, the curve, every trial.

import type { Capacity } from "../../model/capacity.ts";
import type { Canvas } from "../html/charts/frame.ts";
import { figure } from "../html/figure.ts";
import { html, none } from "../html/markup.ts";
import { prose } from "../html/prose.ts";
import { renderPage } from "../html/render-page.ts";
import { comparison as comparisonStyle } from "../html/style/comparison.ts";
import { styleSheet } from "../html/style/style-sheet.ts";
import { startTime } from "../start-time.ts";
import { latencyChart, throughputChart } from "./curve-chart.ts";
import {
  describeAnswer,
  describeCriteria,
  describeLimit,
  describeScalability,
  trialCells,
  trialColumns,
} from "./describe-capacity.ts";

const canvases: readonly Canvas[] = [
  { width: "wide", widthPx: 1040, leftPx: 90, rightPx: 24, fontPx: 12.5 },
  { width: "narrow", widthPx: 420, leftPx: 66, rightPx: 14, fontPx: 13 },
];

/** Numbers and single words keep their line; the reason and the run's name may break theirs. */
const trialStyle = ".trials td:not(:nth-last-child(-n+2)){white-space:nowrap}";

/** The text of `capacity.html`. */
export function renderCapacityHtml(capacity: Capacity): string {
  const { answer, plan, trials } = capacity;
  const isKnown = answer.kind === "found" && answer.reason !== "generator-bound";
  const more = [describeLimit(capacity), describeScalability(capacity)].filter((line) => line !== undefined);
  return renderPage({
    title: `Capacity of ${plan} – Chaindrill`,
    style: styleSheet + comparisonStyle + trialStyle, // of comparisons: the marks of the legend
    header: html`<header class="banner ${isKnown ? "pass" : "unknown"}">
<p class="word"><span class="icon" aria-hidden="true">${isKnown ? "✔" : "?"}</span> ${isKnown ? "CAPACITY" : "UNKNOWN"}</p>
<p class="sentence">${prose(describeAnswer(capacity))}</p>
<h1>${plan}</h1>
${more.map((line) => html`<p class="question">${prose(line)}</p>`)}
<p class="did">${prose([describeCriteria(capacity), capacity.machine, startTime(capacity.startedAt)].join(" · "))}</p>
</header>`,
    main: html`<section><h2>Curve</h2>
${figure(throughputChart(capacity), { canvases })}
${figure(latencyChart(capacity), { canvases })}</section>
<section><h2 id="trials">Trials</h2>
<div class="scroll"><table class="cards trials" aria-labelledby="trials">
<thead><tr>${trialColumns.map(({ title }) => html`<th scope="col">${title}</th>`)}<th scope="col">run</th></tr></thead>
<tbody>${trials.map(
      (
        trial,
      ) => html`<tr>${trialCells(trial).map((text, index) => html`<td data-label="${trialColumns[index]?.title ?? ""}">${text === "" ? none : prose(text)}</td>`)}<td data-label="run"><code>${trial.dir}</code></td></tr>
`,
    )}</tbody></table></div></section>`,
    footer: html`Drawn by Chaindrill ${capacity.chaindrillVersion} from <code>capacity.json</code>.`,
  });
}
