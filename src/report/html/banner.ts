import type { Result } from "../../model/result.ts";
import { formatMs, formatNumberOf, formatRate } from "../format.ts";
import { keyNumbers } from "../key-numbers.ts";
import { startTime } from "../start-time.ts";
import { statusMark } from "../verdict-groups.ts";
import { html, type Markup, none } from "./markup.ts";
import { prose } from "./prose.ts";
import { statusBadge } from "./verdict-section.ts";

/** The answer, in a word and a sentence, and what was asked. */
export function banner(result: Result): Markup {
  const { run, verdict } = result;
  return html`<header class="banner ${verdict.status}">
<p class="word"><span class="icon" aria-hidden="true">${statusMark[verdict.status]}</span> ${verdict.status.toUpperCase()}</p>
<p class="sentence">${prose(verdict.summary)}</p>
<h1>${run.plan}</h1>
<p class="question">${run.description}</p>
<p class="did">${prose(whatWasDone(result))}</p>
${result.invalid.length === 0 ? none : html`<p class="did">Do not compare this run: ${prose(firstOf(result.invalid))}</p>`}
${run.endedHow === "completed" ? none : html`<p class="did"><strong>The run ended early: ${run.endedHow}.</strong></p>`}
</header>`;
}

function whatWasDone({ run, faults, loads }: Result): string {
  const nodes = run.nodes.length === 0 ? "" : `${formatNumberOf(run.nodes.length, "node")} of `;
  const load = loads.map((entry) => `${entry.name} at ${formatRate(entry.offeredPerSecond)}`).join(", ");
  const parts = [
    `${nodes}${run.cluster} on the ${run.backend} backend`,
    load === "" ? "no load" : load,
    faults.length === 0 ? "no faults" : `${formatNumberOf(faults.length, "fault")}`,
    `ran ${formatMs(run.durationMs)}`,
    `seed ${run.seed}`,
    startTime(run.startedAt),
  ];
  return parts.join(" · ");
}

/** The first reason, and that there are more. */
function firstOf([reason = "", ...others]: readonly string[]): string {
  const first = reason.replace(/\.$/, "");
  return others.length === 0 ? `${first}.` : `${first}, and ${formatNumberOf(others.length, "more reason")}.`;
}

/** The few numbers a reader looks for first. */
export function keyNumberSection(result: Result): Markup {
  const numbers = keyNumbers(result);
  if (numbers.length === 0) return none;
  return html`<section aria-label="Key numbers"><dl class="numbers">${numbers.map(
    (
      entry,
    ) => html`<div class="${entry.status ?? ""}"><dt>${entry.label}</dt><dd class="value">${entry.value}</dd><dd class="note">${prose(entry.note)}${entry.status === undefined ? none : html` ${statusBadge(entry.status)}`}</dd></div>
`,
  )}</dl></section>`;
}
