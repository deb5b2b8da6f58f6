import type { LatencySummary, LatencyTable, LoadResult, MethodResult, Result } from "../../model/result.ts";
import { describeFates } from "../describe-fates.ts";
import { closedNote } from "../describe-model.ts";
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
  return html`<article><h3>${load.name} <small>${ratesOf(load)}</small></h3>
<p>${formatCount(load.started)} of ${formatCount(load.offered)} started, ${formatCount(load.dropped)} dropped; ${formatCount(load.ok)} ok, ${formatCount(load.rejected)} rejected, ${formatCount(load.unknown)} unknown.</p>
${limitOf(load)}
${load.fates === null ? none : html`<p>What became of its transactions: ${describeFates(load.fates)}.</p>`}
${latencyTable({ of: load.name, what: "Response", rows: rowsOf(load.submit) })}
${load.model === "closed" ? html`<p class="note">${closedNote}</p>` : none}
${load.inclusion === null ? none : latencyTable({ of: load.name, what: "Inclusion", rows: rowsOf(load.inclusion) })}
${methodTable(load)}
${
  load.errors.length === 0
    ? none
    : html`<details><summary>Errors by kind: ${load.errors.length}</summary><ul class="errors">${load.errors.map((entry) => html`<li><b>${formatCount(entry.count)}</b> ${entry.error}</li>`)}</ul></details>`
}</article>
`;
}

/** The answer in the open, and what it was told from below it. */
function limitOf(load: LoadResult): Markup {
  const { limit, sentence, evidence } = load.bottleneck;
  const answer = html`<b>${limit === "none" ? "No limit" : limit === "unknown" ? "Limit unknown" : `Limit: ${limit}`}</b>, ${sentence}.`;
  if (evidence.length === 0) return html`<p>${answer}</p>`;
  return html`<details><summary>${answer}</summary><ul>${evidence.map((found) => html`<li>${found}</li>`)}</ul></details>`;
}

const ratesOf = (load: LoadResult): string =>
  load.model === "closed"
    ? `${formatRate(load.achievedPerSecond)} in a closed loop`
    : `${formatRate(load.achievedPerSecond)} of ${formatRate(load.offeredPerSecond)} offered`;

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

/** Over the whole run; nothing where a load has no methods. */
function methodTable({ name, methods }: LoadResult): Markup {
  if (methods.length === 0) return none;
  return html`<div class="scroll"><table class="numeric latency" aria-label="Methods of ${name}">
<thead><tr><th scope="col">Method</th><th scope="col">ok per second</th><th scope="col">ok</th><th scope="col">rejected</th><th scope="col">unknown</th>${percentiles.map(({ title }) => html`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>${methods.map(methodRow)}</tbody></table></div>`;
}

const methodRow = ({
  method,
  ok,
  rejected,
  unknown,
  okPerSecond,
  latency,
}: MethodResult): Markup => html`<tr><th scope="row">${method}</th><td>${formatRate(okPerSecond)}</td><td>${formatCount(ok)}</td><td>${formatCount(rejected)}</td><td>${formatCount(unknown)}</td>${percentiles.map((percentile) => percentileCell(latency[percentile.key], whyNotTold(percentile, latency)))}</tr>
`;
