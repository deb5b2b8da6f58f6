import type { Result } from "../../model/result.ts";
import { canaryChart } from "./charts/canary-chart.ts";
import type { Chart } from "./charts/chart.ts";
import { coresChart } from "./charts/cores-chart.ts";
import { type Frame, frameOf, type Width } from "./charts/frame.ts";
import { heightChart } from "./charts/height-chart.ts";
import { lanesChart } from "./charts/lanes-chart.ts";
import { latencyChart } from "./charts/latency-chart.ts";
import { rateChart } from "./charts/rate-chart.ts";
import { renderSvg } from "./charts/svg.ts";
import { html, type Markup } from "./markup.ts";
import { prose } from "./prose.ts";

const charts = [lanesChart, heightChart, rateChart, latencyChart, canaryChart, coresChart];

/** All charts under each other on one time axis. */
export function timelineSection(result: Result): Markup {
  const drawn = charts.map((make) => make(result)).filter((chart) => chart !== undefined);
  const frames = [frameOf(result, "wide"), frameOf(result, "narrow")];
  const body =
    drawn.length === 0
      ? html`<p class="empty">Nothing was observed, so there is no timeline.</p>`
      : html`<div class="timeline">${drawn.map((chart) => figure(chart, frames))}</div>`;
  return html`<section aria-labelledby="timeline"><h2 id="timeline">Timeline</h2>${body}</section>`;
}

function figure(chart: Chart, frames: readonly Frame[]): Markup {
  return html`<figure><figcaption><h3 id="chart-${chart.id}">${chart.title}</h3><p id="about-${chart.id}">${prose(chart.caption)}</p></figcaption>
${frames.map((frame) => drawing(chart, frame))}
<ul class="legend" aria-hidden="true" style="--left:${legendIndent(frames)}">${chart.legend.map(
    (entry) => html`<li><i class="${entry.look}" style="--c:${entry.color}"></i>${entry.label}</li>`,
  )}</ul></figure>
`;
}

/** Under the plot, not under the names of its rows; on a phone the style sheet takes it back. */
const legendIndent = ([wide]: readonly Frame[]): string =>
  wide === undefined ? "0" : `${((wide.leftPx / wide.widthPx) * 100).toFixed(1)}%`;

function drawing(chart: Chart, frame: Frame): Markup {
  const id: `${string}-${Width}` = `${chart.id}-${frame.width}`;
  const svg = renderSvg({ id, widthPx: frame.widthPx, heightPx: chart.heightPx, option: chart.option(frame) });
  // The page's script reads the span and the plot's place from here to show the time under the pointer.
  const place = [frame.leftPx, frame.widthPx - frame.rightPx, frame.widthPx, frame.spanMs].join(" ");
  return html`<div class="chart ${frame.width}" role="img" aria-labelledby="chart-${chart.id}" aria-describedby="about-${chart.id}" data-place="${place}">${svg}</div>
`;
}
