import type { ComparedBatch, ComparedMetric, ComparisonStatus } from "../../../model/comparison.ts";
import { significant } from "../../describe-metric.ts";
import { html, type Markup, none } from "../../html/markup.ts";
import { prose } from "../../html/prose.ts";
import { colorClass, comparisonMark, comparisonWord } from "../comparison-status.ts";
import {
  describeEstimate,
  describeFinding,
  describeFloor,
  describeInterval,
  describeMedian,
  describeP,
} from "../describe-comparison.ts";

/** Mark and word in the colour of the status. */
export const comparisonBadge = (status: ComparisonStatus): Markup =>
  html`<span class="badge ${colorClass(status)}"><span aria-hidden="true">${comparisonMark[status]}</span> ${comparisonWord[status]}</span>`;

/** Every metric with medians, effect, floor and p. */
export const metricTable = (
  metrics: readonly ComparedMetric[],
  { id, batch }: { id: string; batch: ComparedBatch },
): Markup => html`<div class="scroll"><table class="cards numeric metrics" aria-labelledby="${id}">
<thead><tr><th scope="col">Metric</th><th scope="col">Verdict</th><th scope="col">${batch.reference.label}</th><th scope="col">${batch.candidate.label}</th><th scope="col">Effect</th><th scope="col">Counts from</th><th scope="col">p worse</th></tr></thead>
<tbody>${metrics.map(row)}</tbody></table></div>`;

function row(metric: ComparedMetric): Markup {
  const kind = metric.primary ? "metric" : "metric secondary";
  return html`<tr class="${kind}"><th scope="row">${metric.title}${metric.primary ? none : html` <small>secondary</small>`}</th><td data-label="Verdict">${comparisonBadge(metric.status)}${metric.severe ? html` <small>severe</small>` : none}</td><td data-label="Reference">${prose(describeMedian(metric.reference, metric.unit))}</td><td data-label="Candidate">${prose(describeMedian(metric.candidate, metric.unit))}</td><td data-label="Effect"><span><strong>${prose(describeEstimate(metric))}</strong> ${prose(describeInterval(metric))}</span></td><td data-label="Counts from">${prose(describeFloor(metric))}</td><td data-label="p worse">${describeP(metric.pWorseAdjusted)}</td></tr>
<tr class="finding"><td colspan="7">${prose(describeFinding(metric).replace(/\.?$/, "."))}${prose(howOften(metric))}${crossCheck(metric)}</td></tr>
`;
}

/** In how many of all pairings of a run of one side with one of the other. */
const howOften = ({ probabilityWorse }: ComparedMetric): string =>
  probabilityWorse === null
    ? ""
    : ` A run of the candidate is worse in ${significant(probabilityWorse * 100)} % of pairings.`;

/** Only when it disagrees: agreement is what one expects. */
const crossCheck = ({ paired }: ComparedMetric): string =>
  paired === null || paired.agrees
    ? ""
    : ` Compared pair by pair, ${paired.pairs} pairs disagree (p ${describeP(paired.pWorse)}).`;
