import type { Result } from "../../model/result.ts";
import { canaryChart } from "./charts/canary-chart.ts";
import { coresChart } from "./charts/cores-chart.ts";
import { type Frame, frameOf } from "./charts/frame.ts";
import { heightChart } from "./charts/height-chart.ts";
import { lanesChart } from "./charts/lanes-chart.ts";
import { latencyChart } from "./charts/latency-chart.ts";
import { rateChart } from "./charts/rate-chart.ts";
import { figure } from "./figure.ts";
import { html, type Markup } from "./markup.ts";

const charts = [lanesChart, heightChart, rateChart, latencyChart, canaryChart, coresChart];

/** All charts under each other on one time axis. */
export function timelineSection(result: Result): Markup {
  const drawn = charts.map((make) => make(result)).filter((chart) => chart !== undefined);
  const canvases = [frameOf(result, "wide"), frameOf(result, "narrow")];
  const body =
    drawn.length === 0
      ? html`<p class="empty">Nothing was observed, so there is no timeline.</p>`
      : html`<div class="timeline">${drawn.map((chart) => figure(chart, { canvases, place: placeOf }))}</div>`;
  return html`<section aria-labelledby="timeline"><h2 id="timeline">Timeline</h2>${body}</section>`;
}

/** The page's script reads the span and the plot's place from here to show the time under the pointer. */
const placeOf = (frame: Frame): string =>
  [frame.leftPx, frame.widthPx - frame.rightPx, frame.widthPx, frame.spanMs].join(" ");
