import type { LatencySummary, LatencyTable, LoadResult, Result } from "../../model/result.ts";
import { formatCount, formatMoment, formatMs, formatRate } from "../format.ts";
import { percentiles, whyNotTold } from "../percentiles.ts";
import { html, type Markup, none } from "./markup.ts";

/** Every load with its rates, its latencies by window, and its errors. */
export function loadSection(result: Result): Markup {
  const loads =
    result.loads.length === 0
      ? html`<p class="empty">There was no load.</p>`
      : result.loads.map((load) => loadCard(load));
  return html`<section aria-labelledby="loads"><h2 id="loads">Loads</h2>
${loads}
${canaryCard(result)}
${result.loads.length === 0 ? none : html`<p class="note">Latencies count from the intended start. A window begins when its fault is asked for and ends where the next begins. A percentile is shown only when there are samples enough to tell it with 95 % confidence; a dash says how many it needs.</p>`}</section>`;
}

function loadCard(load: LoadResult): Markup {
  const limit = load.bottleneck === null ? "" : ` The rate was missed: the limit was the ${load.bottleneck}.`;
  return html`<article><h3>${load.name} <small>${formatRate(load.achievedPerSecond)} of ${formatRate(load.offeredPerSecond)} offered</small></h3>
<p>${formatCount(load.started)} of ${formatCount(load.offered)} started, ${formatCount(load.dropped)} dropped; ${formatCount(load.ok)} ok, ${formatCount(load.rejected)} rejected, ${formatCount(load.unknown)} unknown.${limit}</p>
${latencyTable({ of: load.name, what: "Response", rows: rowsOf(load.submit) })}
${load.inclusion === null ? none : latencyTable({ of: load.name, what: "Inclusion", rows: rowsOf(load.inclusion) })}
${
  load.errors.length === 0
    ? none
    : html`<details><summary>Errors by kind: ${load.errors.length}</summary><ul class="errors">${load.errors.map((entry) => html`<li><b>${formatCount(entry.count)}</b> ${entry.error}</li>`)}</ul></details>`
}</article>
`;
}

function canaryCard({ canary }: Result): Markup {
  if (canary.sent === 0) return none;
  const rows = [{ window: "whole run", span: "", latency: canary.latency }];
  return html`<article><h3>Canary <small>probe transactions from an account of their own</small></h3>
<p>${formatCount(canary.included)} of ${formatCount(canary.sent)} were included, ${formatCount(canary.bad)} were late or lost.</p>
${latencyTable({ of: "canary", what: "Inclusion", rows })}</article>`;
}

interface LatencyRow {
  readonly window: string;
  /** When it was, or nothing where that is plain. */
  readonly span: string;
  readonly latency: LatencySummary;
}

function rowsOf(table: LatencyTable): LatencyRow[] {
  const windows = table.windows.map(({ window, fromMs, toMs, latency }) => ({
    window,
    span: `${formatMoment(fromMs)}–${formatMoment(toMs)}`,
    latency,
  }));
  const steady = windows.length === 0 ? [{ window: "steady", span: "", latency: table.steady }] : [];
  return [...steady, ...windows, { window: "whole run", span: "", latency: table.whole }];
}

const latencyTable = ({
  of,
  what,
  rows,
}: {
  of: string;
  what: string;
  rows: readonly LatencyRow[];
}): Markup => html`<div class="scroll"><table class="numeric latency" aria-label="${what} latency of ${of}">
<thead><tr><th scope="col">${what}</th><th scope="col">samples</th>${percentiles.map(({ title }) => html`<th scope="col">${title}</th>`)}<th scope="col">longest</th></tr></thead>
<tbody>${rows.map(latencyRow)}</tbody></table></div>`;

const latencyRow = ({
  window,
  span,
  latency,
}: LatencyRow): Markup => html`<tr><th scope="row">${window}${span === "" ? none : html` <small>${span}</small>`}</th><td>${formatCount(latency.count)}</td>${percentiles.map((percentile) => percentileCell(latency[percentile.key], whyNotTold(percentile, latency)))}<td>${formatMs(latency.max)}</td></tr>
`;

const percentileCell = (value: number | null, why: string | undefined): Markup =>
  html`<td>${why === undefined ? formatMs(value) : html`<abbr title="${why}">–</abbr>`}</td>`;
