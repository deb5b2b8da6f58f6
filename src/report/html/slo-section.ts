import type { Result, SloResult } from "../../model/result.ts";
import { type Alert, alertFires, alertResolves, alertWindows } from "../describe-alert.ts";
import { formatCount, formatShare } from "../format.ts";
import { html, type Markup, none } from "./markup.ts";
import { prose } from "./prose.ts";
import { statusBadge } from "./verdict-section.ts";

/** Every objective with what was asked, found and spent, and the alerts that should have fired. */
export function sloSection(result: Result): Markup {
  if (result.slos.length === 0) return none;
  return html`<section aria-labelledby="slos"><h2 id="slos">Service levels</h2><div class="scroll"><table class="cards numeric" aria-labelledby="slos">
<thead><tr><th scope="col">Objective</th><th scope="col">Verdict</th><th scope="col">Good</th><th scope="col">Share</th><th scope="col">Asked</th><th scope="col">Error budget spent</th></tr></thead>
<tbody>${result.slos.map((slo) => objectiveRow(slo, result))}</tbody></table></div>
<p class="note">Error budget: how much of what the objective's whole period allows to go wrong was spent by this run alone.</p>
${alertTable(result.slos)}</section>`;
}

function objectiveRow(slo: SloResult, { verdicts }: Result): Markup {
  const status = verdicts.find((verdict) => verdict.name === `slo.${slo.name}`)?.status;
  return html`<tr><th scope="row">${nameOf(slo)}</th><td data-label="Verdict">${status === undefined ? "not judged" : statusBadge(status)}</td><td data-label="Good">${formatCount(slo.good)} of ${formatCount(slo.total)}</td><td data-label="Share"><strong>${formatShare(slo.share)}</strong></td><td data-label="Asked">${formatShare(slo.target)}</td><td data-label="Error budget spent">${budget(slo.budgetSpent)}</td></tr>
`;
}

const nameOf = (slo: SloResult): string => slo.displayName || slo.name;

function budget(spent: number | null): Markup {
  if (spent === null) return html`–`;
  const percent = Math.min(100, Math.max(0, spent * 100));
  return html`<span><span class="budget"><i style="width:${percent.toFixed(1)}%"></i></span> ${formatShare(spent)}</span>`;
}

function alertTable(slos: readonly SloResult[]): Markup {
  const rows = slos.flatMap((slo) => slo.alerts.map((alert) => alertRow(slo, alert)));
  if (rows.length === 0) return none;
  return html`<h3 id="alerts">Alerts that these events call for</h3>
<div class="scroll"><table class="cards" aria-labelledby="alerts">
<thead><tr><th scope="col">Objective</th><th scope="col">Severity</th><th scope="col">Both windows</th><th scope="col">Burn rate above</th><th scope="col">Must</th><th scope="col">Over</th><th scope="col">Found</th></tr></thead>
<tbody>${rows}</tbody></table></div>
<p class="note">Computed from the run's own events as a multi-window burn-rate alert would see them, with a clean history before. Compare with what your alerting did at these moments.</p>`;
}

function alertRow(slo: SloResult, alert: Alert): Markup {
  const fires = alertFires(alert);
  return html`<tr><th scope="row">${nameOf(slo)}</th><td data-label="Severity">${alert.severity}</td><td data-label="Both windows">${prose(alertWindows(alert))}</td><td data-label="Burn rate above">${String(alert.factor)}</td><td data-label="Must">${alert.firesAtMs === null ? `be ${fires}` : html`<strong>${fires.replace("fires", "fire")}</strong>`}</td><td data-label="Over">${alertResolves(alert)}</td><td data-label="Found">${alert.note}</td></tr>
`;
}
