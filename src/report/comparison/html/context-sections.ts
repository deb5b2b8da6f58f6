import type { ComparedSide, Comparison } from "../../../model/comparison.ts";
import { significant } from "../../describe-metric.ts";
import { formatNumberOf } from "../../format.ts";
import { html, type Markup, none } from "../../html/markup.ts";
import { prose } from "../../html/prose.ts";
import { startTime } from "../../start-time.ts";
import { batchTitle, describeP } from "../describe-comparison.ts";

/** What a reader must know before believing it, and what is known to differ. */
export function contextSection({ notes, differences }: Comparison): Markup {
  if (notes.length === 0 && differences.length === 0) return none;
  const list = html`<ul class="notes">${notes.map((note) => html`<li>${prose(note)}</li>`)}</ul>`;
  const table = html`<div class="scroll"><table class="cards" aria-labelledby="context"><thead><tr><th scope="col">What differs</th><th scope="col">Reference</th><th scope="col">Candidate</th></tr></thead>
<tbody>${differences.map(
    ({ what, reference, candidate }) =>
      html`<tr><th scope="row">${what}</th><td data-label="Reference">${reference}</td><td data-label="Candidate">${candidate}</td></tr>`,
  )}</tbody></table></div>`;
  return html`<section aria-labelledby="context"><h2 id="context">Before you believe it</h2>
${notes.length === 0 ? none : list}
${differences.length === 0 ? html`<p class="note">Nothing is known to differ between the sides.</p>` : table}</section>`;
}

/** Every run of both sides, and why it was left out. */
export function comparedRunsSection(comparison: Comparison): Markup {
  const tables = comparison.batches.map((batch, index) => {
    const title = batchTitle(comparison, index);
    const runs = [...rowsOf(batch.reference, "reference"), ...rowsOf(batch.candidate, "candidate")];
    const summary = `${title === undefined ? "" : `${title}: `}${formatNumberOf(runs.length, "run")}`;
    return html`<details><summary>${summary}</summary><div class="scroll"><table class="cards" aria-label="${summary}"><thead><tr><th scope="col">Run</th><th scope="col">Side</th><th scope="col">Order</th><th scope="col">Started</th><th scope="col">Directory</th><th scope="col">Left out because</th></tr></thead>
<tbody>${runs}</tbody></table></div></details>`;
  });
  return html`<section aria-labelledby="runs"><h2 id="runs">Runs</h2>${tables}</section>`;
}

const rowsOf = (side: ComparedSide, kind: string): Markup[] =>
  side.runs.map(
    (run) =>
      html`<tr><th scope="row"><code>${run.id}</code></th><td data-label="Side">${side.label} <small>${kind}</small></td><td data-label="Order">${run.order === null ? "–" : run.order + 1}</td><td data-label="Started">${startTime(run.startedAt)}</td><td data-label="Directory"><code>${run.dir}</code></td><td data-label="Left out because">${run.invalid.length === 0 ? "–" : prose(run.invalid.join("; "))}</td></tr>
`,
  );

/** The words of the page, for whoever meets it without having asked for it. */
export function guideSection({ design }: Comparison): Markup {
  const alpha = `${significant(design.alpha * 100)} %`;
  const entries = [
    [
      "The unit is the run",
      "Each run gives one number per metric. Requests within a run are not independent, so thousands of them are no proof.",
    ],
    [
      "Regression",
      `Two things at once: a change for the worse that chance would give in less than ${alpha} of comparisons, over all primary metrics together, and an estimate beyond the floor that counts.`,
    ],
    [
      "No regression",
      "Shown, not assumed: the whole interval lies on the better side of the floor. Not significant is not the same; that is inconclusive.",
    ],
    [
      "Effect and interval",
      `The median of all differences between a run of one side and a run of the other (Hodges and Lehmann), with an interval each end of which is wrong in at most ${alpha} of comparisons.`,
    ],
    [
      "p worse",
      `Mann and Whitney's rank test, one-sided, adjusted for the number of metrics. The smallest these numbers of runs can give before that is ${describeP(design.smallestP)}.`,
    ],
    [
      "Worse in so many pairings",
      "How often a run of the candidate is worse than one of the reference, ties half; 50 % is no difference.",
    ],
    ...(design.confirms
      ? [
          [
            "Confirming batch",
            "A first regression is only believed when a second batch of fresh runs shows it too. A pass is never run again.",
          ] as const,
        ]
      : []),
  ] as const;
  return html`<section aria-labelledby="guide"><h2 id="guide">How to read this</h2>
<dl class="guide">${entries.map(([word, meaning]) => html`<dt>${word}</dt><dd>${prose(meaning)}</dd>`)}</dl></section>`;
}
