import type { FaultResult, Recovery, Result } from "../../model/result.ts";
import type { VerdictStatus } from "../../model/verdict.ts";
import { fromClearing, recoveryTime, rtoStatus, serviceRecovery } from "../describe-recovery.ts";
import { formatCount, formatMoment, formatMs, formatNumberOf, formatShare } from "../format.ts";
import { html, type Markup, none } from "./markup.ts";
import { prose } from "./prose.ts";
import { statusBadge } from "./verdict-section.ts";

/** One fault: what it did, what the service felt of it and what that cost, then every node. */
export function faultCard(result: Result, { fault, mark }: { fault: FaultResult; mark: string }): Markup {
  const nodes = fault.recoveries.filter((recovery) => recovery !== serviceRecovery(fault));
  const facts = factsOf(result, fault);
  return html`<article class="fault"><h3><span class="mark">${mark}</span> ${fault.name} <small>${fault.faultType}</small></h3>
<p>${prose(whatItDid(fault))}</p>
${facts.length === 0 ? none : html`<dl class="tiles">${facts.map(tile)}</dl>`}
${nodes.length === 0 ? none : nodeTable(result, { fault, nodes })}
</article>
`;
}

function whatItDid(fault: FaultResult): string {
  const peers = fault.peers.length === 0 ? "" : ` against ${fault.peers.join(", ")}`;
  const on = `${fault.targets.join(", ") || "no target"}${peers}`;
  const why = fault.why === null ? "" : ` ${fault.why}`;
  if (fault.bit === "not-injected") return `Not injected on ${on}.${why}`;
  if (fault.bit === "no") return `On ${on}: it did not bite.${why}`;
  const from = fault.activeAtMs === null ? "" : `, seen from outside at ${formatMoment(fault.activeAtMs)}`;
  const took = fault.injectionMs === null ? "" : ` (${formatMs(fault.injectionMs)} after it was asked for)`;
  const until = fault.revertedAtMs === null ? ", end not seen" : `, over at ${formatMoment(fault.revertedAtMs)}`;
  return `On ${on}${from}${took}${until}.${why}`;
}

interface Fact {
  readonly label: string;
  readonly value: string;
  readonly note?: string | undefined;
  readonly status?: VerdictStatus | undefined;
}

function factsOf(result: Result, fault: FaultResult): Fact[] {
  const service = serviceRecovery(fault);
  return [
    ...(service === undefined ? [] : serviceFacts(service, rtoStatus(result, fault, "service"))),
    ...(fault.reorgDepthMax === null
      ? []
      : [{ label: "Deepest reorg", value: formatNumberOf(fault.reorgDepthMax, "block") }]),
    ...sensitivityFacts(fault),
    ...result.slos.flatMap((slo) => {
      const spent = slo.faults.find((entry) => entry.fault === fault.name);
      if (spent === undefined) return [];
      const note = `${slo.displayName || slo.name}: ${formatCount(spent.total - spent.good)} bad of ${formatCount(spent.total)}`;
      return [{ label: "Error budget spent", value: formatShare(spent.budgetSpent), note }];
    }),
  ];
}

/** One number for what it cost in inclusion latency, after STABL. */
function sensitivityFacts({ sensitivity }: FaultResult): Fact[] {
  if (sensitivity === null) return [];
  const { scoreMs, infinite, direction, before, under } = sensitivity;
  const note = `${formatCount(under)} canaries against ${before} undisturbed ones`;
  const words = { slower: "slower", faster: "faster", same: "as before" }[direction];
  const value = infinite ? "did not come back" : direction === "same" ? words : `${formatMs(scoreMs)} ${words}`;
  return [{ label: "Inclusion, on average", value, note }];
}

function serviceFacts(service: Recovery, status: VerdictStatus | undefined): Fact[] {
  const note = service.note ?? undefined;
  const measured = `measured to ±\u00a0${formatMs(service.resolutionMs)}`;
  if (service.kind === "no-impact")
    return [{ label: "Service", value: recoveryTime(service), note: note ?? measured, status }];
  return [
    { label: "Service back, from injection", value: recoveryTime(service), note: note ?? measured, status },
    { label: "From impact", value: formatMs(service.fromImpactMs) },
    { label: "From clearing", value: fromClearing(service) },
    { label: "Unavailable in all", value: formatMs(service.unavailableMs) },
  ];
}

const tile = ({ label, value, note, status }: Fact): Markup =>
  html`<div class="${status ?? ""}"><dt>${label}</dt><dd class="value">${prose(value)}${status === undefined ? none : html` ${statusBadge(status)}`}</dd>${note === undefined ? none : html`<dd class="note">${prose(note)}</dd>`}</div>
`;

const nodeTable = (
  result: Result,
  { fault, nodes }: { fault: FaultResult; nodes: readonly Recovery[] },
): Markup => html`<div class="scroll"><table class="cards numeric" aria-label="Recovery of nodes from ${fault.name}">
<thead><tr><th scope="col">Recovery of</th><th scope="col">Verdict</th><th scope="col">From injection</th><th scope="col">From impact</th><th scope="col">From clearing</th><th scope="col">Unavailable in all</th><th scope="col">Measured to</th></tr></thead>
<tbody>${nodes.map((recovery) => nodeRow(recovery, rtoStatus(result, fault, recovery.subject)))}</tbody></table></div>`;

function nodeRow(recovery: Recovery, status: VerdictStatus | undefined): Markup {
  const note = recovery.note === null ? none : html`<div class="note">${recovery.note}</div>`;
  return html`<tr><th scope="row">${recovery.subject}${note}</th><td data-label="Verdict">${status === undefined ? "not judged" : statusBadge(status)}</td><td data-label="From injection"><strong>${recoveryTime(recovery)}</strong></td><td data-label="From impact">${formatMs(recovery.fromImpactMs)}</td><td data-label="From clearing">${fromClearing(recovery)}</td><td data-label="Unavailable in all">${formatMs(recovery.unavailableMs)}</td><td data-label="Measured to">± ${formatMs(recovery.resolutionMs)}</td></tr>
`;
}
