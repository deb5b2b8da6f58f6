import type { Comparison } from "../../../model/comparison.ts";
import { html, type Markup, none } from "../../html/markup.ts";
import { prose } from "../../html/prose.ts";
import { startTime } from "../../start-time.ts";
import { colorClass, comparisonMark, comparisonWord } from "../comparison-status.ts";
import { describeDesign, describeRuns } from "../describe-comparison.ts";

/** The answer, in a word and a sentence, and what was compared. */
export function comparisonBanner(comparison: Comparison): Markup {
  const { name, description, verdict, batches, comparedAt } = comparison;
  const [first] = batches;
  const sides =
    first === undefined
      ? none
      : html`<p class="did"><strong>${first.candidate.label}</strong> (${describeRuns(first.candidate)}) against <strong>${first.reference.label}</strong> (${describeRuns(first.reference)})</p>`;
  return html`<header class="banner ${colorClass(verdict.status)}">
<p class="word"><span class="icon" aria-hidden="true">${comparisonMark[verdict.status]}</span> ${comparisonWord[verdict.status].toUpperCase()}</p>
<p class="sentence">${prose(verdict.summary)}</p>
<h1>${name}</h1>
${description === "" ? none : html`<p class="question">${description}</p>`}
${sides}
<p class="did">${prose([...describeDesign(comparison), startTime(comparedAt)].join(" · "))}</p>
</header>`;
}
