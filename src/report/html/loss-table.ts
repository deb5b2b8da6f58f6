import type { Result } from "../../model/result.ts";
import type { VerdictStatus } from "../../model/verdict.ts";
import { formatCount, formatShareAtMost } from "../format.ts";
import { html, type Markup, none } from "./markup.ts";
import { statusBadge } from "./verdict-section.ts";

const levelMeaning = { L0: "the RPC took it", L1: "a receipt was seen", L2: "settled" } as const;

/** What was acknowledged and then lost or moved, by level. */
export function lossTable(result: Result): Markup {
  if (result.rpo.length === 0) return none;
  return html`<article><h3>Acknowledged transactions that were lost <small>RPO</small></h3>
<div class="scroll"><table class="cards numeric" aria-label="Loss by acknowledgement level">
<thead><tr><th scope="col">Acknowledged</th><th scope="col">Verdict</th><th scope="col">Transactions</th><th scope="col">Lost</th><th scope="col">In another block</th><th scope="col">Deepest reorg</th><th scope="col">Loss rate at most (95 %)</th></tr></thead>
<tbody>${result.rpo.map((level) => lossRow(level, result.verdicts.find((verdict) => verdict.name === `rpo.${level.level}`)?.status))}</tbody></table></div></article>`;
}

function lossRow(level: Result["rpo"][number], status: VerdictStatus | undefined): Markup {
  const hashes =
    level.lostHashes.length === 0
      ? none
      : html`<details class="hashes"><summary>${level.lostHashes.length} hashes</summary>${level.lostHashes.map((hash) => html`<code>${hash}</code>`)}</details>`;
  return html`<tr><th scope="row">${level.level} <small>${levelMeaning[level.level]}</small>${hashes}</th><td data-label="Verdict">${status === undefined ? "not judged" : statusBadge(status)}</td><td data-label="Transactions">${formatCount(level.acknowledged)}</td><td data-label="Lost"><strong>${formatCount(level.lost)}</strong></td><td data-label="In another block">${formatCount(level.moved)}</td><td data-label="Deepest reorg">${formatCount(level.reorgDepthMax)}</td><td data-label="Loss rate at most (95 %)">${formatShareAtMost(level.lossRateUpper95)}</td></tr>
`;
}
