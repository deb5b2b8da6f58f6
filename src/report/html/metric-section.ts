import type { Metric, Result } from "../../model/result.ts";
import { describeMetric } from "../describe-metric.ts";
import { formatCount, formatNumberOf } from "../format.ts";
import { html, type Markup, none } from "./markup.ts";
import { prose } from "./prose.ts";

/** The numbers that this run is compared by, or why it must not be. */
export function metricSection({ metrics, invalid }: Result): Markup {
  if (metrics.length === 0 && invalid.length === 0) return none;
  const table = html`<div class="scroll"><table class="cards numeric" aria-labelledby="metrics">
<thead><tr><th scope="col">Number</th><th scope="col">Value</th><th scope="col">Better</th><th scope="col">Measurements</th></tr></thead>
<tbody>${metrics.map(metricRow)}</tbody></table></div>`;
  const heading = `The run in ${formatNumberOf(metrics.length, "number")}`;
  return html`<section aria-labelledby="metrics"><h2 id="metrics">Comparing this run</h2>
${invalid.length === 0 ? html`<p class="note">These numbers may be compared with those of other runs in the same environment.</p>` : doNotCompare(invalid)}
${metrics.length === 0 ? none : html`<details><summary>${heading}</summary>${table}</details>`}</section>`;
}

/** Every reason, in a box that cannot be missed. */
const doNotCompare = (invalid: readonly string[]): Markup =>
  html`<div class="notice unknown"><p><strong>Do not compare this run</strong> with others:</p><ul>${invalid.map((reason) => html`<li>${prose(reason)}</li>`)}</ul></div>`;

function metricRow(metric: Metric): Markup {
  const why = metric.why === null ? none : html`<div class="note">${prose(metric.why)}</div>`;
  return html`<tr><th scope="row">${metric.title} <small><code>${metric.name}</code></small>${why}</th><td data-label="Value"><strong>${prose(describeMetric(metric))}</strong></td><td data-label="Better">${metric.better}</td><td data-label="Measurements">${formatCount(metric.count)}</td></tr>
`;
}
