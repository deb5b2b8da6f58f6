import type { Verdict, VerdictStatus } from "../../model/verdict.ts";
import { describeEvidence } from "../describe-evidence.ts";
import { byGroup, countStatuses, groupOf, groupTitle, statusMark, worstFirst } from "../verdict-groups.ts";
import { html, type Markup, none } from "./markup.ts";
import { prose } from "./prose.ts";

/** Mark and word in the colour of the status. */
export const statusBadge = (status: VerdictStatus): Markup =>
  html`<span class="badge ${status}"><span aria-hidden="true">${statusMark[status]}</span> ${status}</span>`;

/** What failed or is unknown in the open, worst first; what passed folded away, by question. */
export function verdictSection(verdicts: readonly Verdict[]): Markup {
  const bad = worstFirst(verdicts).filter(isBad);
  const fine = verdicts.filter((verdict) => !isBad(verdict));
  return html`<section aria-labelledby="verdicts">
<h2 id="verdicts">Verdicts <small>${countStatuses(verdicts)}</small></h2>
${bad.length === 0 ? none : verdictTable("Checks that failed or are unknown", bad.map(badRow))}
${fine.length === 0 ? none : foldedVerdicts(fine, bad.length === 0)}
${verdicts.length === 0 ? html`<p class="empty">No check was made.</p>` : none}
</section>`;
}

const isBad = (verdict: Verdict): boolean => verdict.status === "fail" || verdict.status === "unknown";

function foldedVerdicts(verdicts: readonly Verdict[], open: boolean): Markup {
  const rows = byGroup(verdicts).map(
    ({ group, verdicts }) =>
      html`<tr class="group"><th colspan="4" scope="rowgroup">${groupTitle[group]}</th></tr>${worstFirst(verdicts).map((verdict) => row(verdict, none))}`,
  );
  return html`<details${open ? html` open` : none}><summary>${countStatuses(verdicts)}</summary>
${verdictTable("Checks that passed or were skipped", rows)}</details>`;
}

const badRow = (verdict: Verdict): Markup =>
  row(verdict, html`<div class="question">${groupTitle[groupOf(verdict)]}</div>`);

const verdictTable = (
  label: string,
  rows: readonly Markup[],
): Markup => html`<div class="scroll"><table class="cards verdicts" aria-label="${label}">
<thead><tr><th scope="col">Verdict</th><th scope="col">Check</th><th scope="col">Finding</th><th scope="col">Journal events</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;

function row(verdict: Verdict, question: Markup): Markup {
  return html`<tr><td>${statusBadge(verdict.status)}</td><td>${question}<code>${breakable(verdict.name)}</code></td><td>${prose(verdict.summary)}</td><td class="events" data-label="Journal events">${describeEvidence(verdict.evidence)}</td></tr>
`;
}

/** A dotted name may break after its dots and dashes. */
const breakable = (name: string): Markup =>
  html`${name.split(/(?<=[.\-/])/).map((part, index) => (index === 0 ? html`${part}` : html`<wbr>${part}`))}`;
