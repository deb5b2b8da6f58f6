import type { LatencySummary, LoadResult, Result } from "../../model/result.ts";
import { formatCount, formatMs, formatRate, formatShare } from "../format.ts";
import { html, type Markup, none } from "./markup.ts";
import { statusBadge } from "./verdict-section.ts";

/** Every load with its rates, latencies and errors. */
export function loadSection(result: Result): Markup {
  const loads =
    result.loads.length === 0
      ? html`<p class="empty">There was no load.</p>`
      : result.loads.map((load) => loadCard(load));
  return html`<section aria-labelledby="loads"><h2 id="loads">Loads</h2>
${loads}
${canaryCard(result)}</section>`;
}

function loadCard(load: LoadResult): Markup {
  const limit = load.bottleneck === null ? "" : ` The rate was missed: the limit was the ${load.bottleneck}.`;
  return html`<article><h3>${load.name} <small>${formatRate(load.achievedPerSecond)} of ${formatRate(load.offeredPerSecond)} offered</small></h3>
<p>${formatCount(load.started)} of ${formatCount(load.offered)} started, ${formatCount(load.dropped)} dropped; ${formatCount(load.ok)} ok, ${formatCount(load.rejected)} rejected, ${formatCount(load.unknown)} unknown.${limit}</p>
${latencyTable(load.name, [
  ["response, steady", load.submit.steady],
  ["response, whole run", load.submit.whole],
  ...(load.inclusion === null
    ? []
    : ([
        ["inclusion, steady", load.inclusion.steady],
        ["inclusion, whole run", load.inclusion.whole],
      ] as const)),
])}
${
  load.errors.length === 0
    ? none
    : html`<details><summary>Errors by kind: ${load.errors.length}</summary><ul class="errors">${load.errors.map((entry) => html`<li><b>${formatCount(entry.count)}</b> ${entry.error}</li>`)}</ul></details>`
}</article>
`;
}

function canaryCard({ canary }: Result): Markup {
  if (canary.sent === 0) return none;
  return html`<article><h3>Canary <small>probe transactions from an account of their own</small></h3>
<p>${formatCount(canary.included)} of ${formatCount(canary.sent)} were included, ${formatCount(canary.bad)} were late or lost.</p>
${latencyTable("canary", [["inclusion, whole run", canary.latency]])}</article>`;
}

type LatencyRow = readonly [what: string, latency: LatencySummary];

const latencyTable = (
  name: string,
  rows: readonly LatencyRow[],
): Markup => html`<div class="scroll"><table class="numeric" aria-label="Latency of ${name}">
<thead><tr><th scope="col">Latency</th><th scope="col">p50</th><th scope="col">p90</th><th scope="col">p95</th><th scope="col">p99</th><th scope="col">p99.9</th><th scope="col">longest</th><th scope="col">samples</th></tr></thead>
<tbody>${rows.map(
  ([
    what,
    latency,
  ]) => html`<tr><th scope="row">${what}</th>${[latency.p50, latency.p90, latency.p95, latency.p99, latency.p999, latency.max].map((value) => html`<td>${formatMs(value)}</td>`)}<td>${formatCount(latency.count)}</td></tr>
`,
)}</tbody></table></div>`;

/** Every objective with the share asked for, found, and the error budget this run spent. */
export function sloSection(result: Result): Markup {
  if (result.slos.length === 0) return none;
  const rows = result.slos.map((slo) => {
    const status = result.verdicts.find((verdict) => verdict.name === `slo.${slo.name}`)?.status;
    return html`<tr><th scope="row">${slo.displayName || slo.name}</th><td data-label="Verdict">${status === undefined ? "not judged" : statusBadge(status)}</td><td data-label="Good">${formatCount(slo.good)} of ${formatCount(slo.total)}</td><td data-label="Share"><strong>${formatShare(slo.share)}</strong></td><td data-label="Asked">${formatShare(slo.target)}</td><td data-label="Error budget spent">${budget(slo.budgetSpent)}</td></tr>
`;
  });
  return html`<section aria-labelledby="slos"><h2 id="slos">Service levels</h2><div class="scroll"><table class="cards numeric" aria-labelledby="slos">
<thead><tr><th scope="col">Objective</th><th scope="col">Verdict</th><th scope="col">Good</th><th scope="col">Share</th><th scope="col">Asked</th><th scope="col">Error budget spent</th></tr></thead>
<tbody>${rows}</tbody></table></div>
<p class="note">Error budget: how much of what the objective's whole period allows to go wrong was spent by this run alone.</p></section>`;
}

function budget(spent: number | null): Markup {
  if (spent === null) return html`–`;
  const percent = Math.min(100, Math.max(0, spent * 100));
  return html`<span><span class="budget"><i style="width:${percent.toFixed(1)}%"></i></span> ${formatShare(spent)}</span>`;
}
