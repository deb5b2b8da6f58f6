import { describe, expect, it } from "vitest";
import type { Comparison } from "../../../model/comparison.ts";
import { malformationOf } from "../../../testing/malformation.ts";
import { emptyComparison, hostileComparison, writtenComparison } from "../../../testing/written-comparison.ts";
import { renderComparisonHtml } from "./render-comparison-html.ts";

const voidTags = ["meta", "wbr", "br"];
const withoutScript = (page: string): string => page.replace(/<script>[\s\S]*?<\/script>/, "");
const textOf = (page: string): string =>
  withoutScript(page)
    .replace(/<style>[\s\S]*?<\/style>/, "")
    .replace(/<[^>]*>/g, " ")
    .replaceAll("\u00a0", " ")
    .replace(/\s+/g, " ");

/** One run on each side: medians without intervals. */
function oneRunEach(): Comparison {
  const [batch] = writtenComparison().batches;
  if (batch === undefined) throw new Error("the sample has a batch");
  const first = (side: Comparison["batches"][number]["reference"]) => ({ ...side, runs: side.runs.slice(0, 1) });
  const metrics = batch.metrics.map((metric) => ({
    ...metric,
    reference: { ...metric.reference, values: metric.reference.values.slice(0, 1) },
    candidate: { ...metric.candidate, values: metric.candidate.values.slice(0, 1) },
    effect: metric.effect === null ? null : { ...metric.effect, low: null, high: null },
  }));
  return writtenComparison({
    batches: [
      { ...batch, reference: first(batch.reference), candidate: first(batch.candidate), metrics, latencies: [] },
    ],
  });
}

const rich = renderComparisonHtml(writtenComparison());
const hostile = renderComparisonHtml(hostileComparison());
const cases: [string, string][] = [
  ["the rich comparison", rich],
  ["an empty comparison", renderComparisonHtml(emptyComparison())],
  ["one run on each side", renderComparisonHtml(oneRunEach())],
  ["hostile text and numbers", hostile],
];

describe("renderComparisonHtml", () => {
  it.each(cases)("closes its tags and escapes its text for %s", (_what, page) => {
    expect(malformationOf(withoutScript(page), voidTags)).toBeUndefined();
  });

  it.each(cases)("draws no number that is none for %s", (_what, page) => {
    expect(page).not.toMatch(/="[^"]*(?:NaN|Infinity|undefined)[^"]*"/);
  });

  it.each(cases)("uses no id twice for %s", (_what, page) => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(ids).toEqual([...new Set(ids)]);
  });

  it("loads nothing from anywhere", () => {
    const bare = withoutScript(hostile).replace(/="[^"]*"/g, '=""');
    expect(bare.match(/<(?:link|img|iframe|object|embed|base|use|image|video|audio)\b[^>]*>/gi)).toBeNull();
    expect(bare.match(/<[^>]*\s(?:src|srcset|href|action|on\w+)=[^>]*>/gi)).toBeNull();
    expect(hostile).toContain("default-src &#39;none&#39;");
  });

  it("gives the same bytes again", () => {
    expect(renderComparisonHtml(writtenComparison()) === rich).toBe(true);
  });

  it("says the answer in word and sentence before anything else", () => {
    expect(textOf(rich).trim()).toMatch(
      /^REGRESSION geth-1\.14-against-1\.13 – Chaindrill ◆ REGRESSION geth 1\.14 includes transfers later/,
    );
  });

  it("shows the sections in order, and each batch when there are two", () => {
    const headings = (page: string) => [...page.matchAll(/<h2[^>]*>([^<]*)/g)].map((match) => match[1]?.trim());
    expect(headings(rich)).toEqual([
      "Before you believe it",
      "Metrics",
      "Run by run",
      "Latencies in full",
      "Runs",
      "How to read this",
    ]);
    expect(headings(hostile).filter((title) => title?.endsWith("batch"))).toEqual(["First batch", "Confirming batch"]);
  });

  it("names every chart for people who do not see it", () => {
    const charts = [...rich.matchAll(/role="img" aria-labelledby="([^"]+)" aria-describedby="([^"]+)"/g)];
    // Two widths of ratios and of differences, seven metrics, one distribution and its shift.
    expect(charts).toHaveLength(2 * 2 + 7 + 2);
    for (const [, label, about] of charts) {
      expect(rich).toContain(`<h3 id="${label}">`);
      expect(rich).toContain(`<p id="${about}">`);
    }
  });

  it("says each verdict as a word, in the table and in the drawing", () => {
    for (const word of ["regression", "inconclusive", "no regression", "improvement", "invalid"]) {
      expect(rich).toContain(`</span> ${word}</span>`);
      expect(rich).toMatch(new RegExp(`<text[^>]*>${word}</text>`));
    }
  });

  it("says when a distribution cannot be read", () => {
    expect(textOf(hostile)).toContain("cannot be read.");
  });

  it("says when pairs disagree with the whole", () => {
    const [batch] = writtenComparison().batches;
    const paired = { pairs: 10, pWorse: 0.3, estimate: 1.01, agrees: false };
    const batches =
      batch === undefined ? [] : [{ ...batch, metrics: batch.metrics.map((metric) => ({ ...metric, paired })) }];
    expect(textOf(renderComparisonHtml(writtenComparison({ batches })))).toContain(
      "Compared pair by pair, 10 pairs disagree (p 0.3).",
    );
  });
});
