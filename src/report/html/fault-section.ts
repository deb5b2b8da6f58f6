import type { FaultResult, Recovery, Result } from "../../model/result.ts";
import { fromClearing, recoveryTime, rtoStatus } from "../describe-recovery.ts";
import { formatCount, formatMoment, formatMs, formatShareAtMost } from "../format.ts";
import { html, type Markup, none } from "./markup.ts";
import { prose } from "./prose.ts";
import { statusBadge } from "./verdict-section.ts";

/** Every fault with the recovery of the service and of each node, then what was lost. */
export function faultSection(result: Result): Markup {
  const faults =
    result.faults.length === 0
      ? html`<p class="empty">No fault was injected.</p>`
      : result.faults.map((fault, index) => faultCard(result, { fault, mark: `F${index + 1}` }));
  return html`<section aria-labelledby="faults"><h2 id="faults">Faults and recovery</h2>
${faults}
${lossTable(result)}</section>`;
}

function faultCard(result: Result, { fault, mark }: { fault: FaultResult; mark: string }): Markup {
  return html`<article class="fault"><h3><span class="mark">${mark}</span> ${fault.name} <small>${fault.faultType}</small></h3>
<p>${prose(whatItDid(fault))}</p>
${fault.recoveries.length === 0 ? none : recoveryTable(result, fault)}
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
  const reorg =
    fault.reorgDepthMax === null || fault.reorgDepthMax === 0 ? "" : ` Deepest reorg: ${fault.reorgDepthMax}.`;
  return `On ${on}${from}${took}${until}.${reorg}${why}`;
}

function recoveryTable(result: Result, fault: FaultResult): Markup {
  return html`<div class="scroll"><table class="cards numeric" aria-label="Recovery from ${fault.name}">
<thead><tr><th scope="col">Recovery of</th><th scope="col">Verdict</th><th scope="col">From injection</th><th scope="col">From impact</th><th scope="col">From clearing</th><th scope="col">Unavailable in all</th><th scope="col">Measured to</th></tr></thead>
<tbody>${fault.recoveries.map((recovery) => recoveryRow(recovery, rtoStatus(result, fault, recovery.subject)))}</tbody></table></div>`;
}

function recoveryRow(recovery: Recovery, status: ReturnType<typeof rtoStatus>): Markup {
  const note = recovery.note === null ? none : html`<div class="note">${recovery.note}</div>`;
  return html`<tr><th scope="row">${recovery.subject}${note}</th><td data-label="Verdict">${status === undefined ? "not judged" : statusBadge(status)}</td><td data-label="From injection"><strong>${recoveryTime(recovery)}</strong></td><td data-label="From impact">${formatMs(recovery.fromImpactMs)}</td><td data-label="From clearing">${fromClearing(recovery)}</td><td data-label="Unavailable in all">${formatMs(recovery.unavailableMs)}</td><td data-label="Measured to">± ${formatMs(recovery.resolutionMs)}</td></tr>
`;
}

const levelMeaning = { L0: "the RPC took it", L1: "a receipt was seen", L2: "settled" } as const;

function lossTable(result: Result): Markup {
  if (result.rpo.length === 0) return none;
  return html`<article><h3>Acknowledged transactions that were lost <small>RPO</small></h3>
<div class="scroll"><table class="cards numeric" aria-label="Loss by acknowledgement level">
<thead><tr><th scope="col">Acknowledged</th><th scope="col">Verdict</th><th scope="col">Transactions</th><th scope="col">Lost</th><th scope="col">In another block</th><th scope="col">Deepest reorg</th><th scope="col">Loss rate at most (95 %)</th></tr></thead>
<tbody>${result.rpo.map((level) => lossRow(level, result.verdicts.find((verdict) => verdict.name === `rpo.${level.level}`)?.status))}</tbody></table></div></article>`;
}

function lossRow(level: Result["rpo"][number], status: ReturnType<typeof rtoStatus>): Markup {
  const hashes =
    level.lostHashes.length === 0
      ? none
      : html`<details class="hashes"><summary>${level.lostHashes.length} hashes</summary>${level.lostHashes.map((hash) => html`<code>${hash}</code>`)}</details>`;
  return html`<tr><th scope="row">${level.level} <small>${levelMeaning[level.level]}</small>${hashes}</th><td data-label="Verdict">${status === undefined ? "not judged" : statusBadge(status)}</td><td data-label="Transactions">${formatCount(level.acknowledged)}</td><td data-label="Lost"><strong>${formatCount(level.lost)}</strong></td><td data-label="In another block">${formatCount(level.moved)}</td><td data-label="Deepest reorg">${formatCount(level.reorgDepthMax)}</td><td data-label="Loss rate at most (95 %)">${formatShareAtMost(level.lossRateUpper95)}</td></tr>
`;
}
