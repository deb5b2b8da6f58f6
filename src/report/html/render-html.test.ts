import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { printedByFreshProcess } from "../../testing/fresh-process.ts";
import { hostileResult } from "../../testing/hostile-result.ts";
import { malformationOf } from "../../testing/malformation.ts";
import { emptyResult, sampleResult } from "../../testing/sample-result.ts";
import { sampleSeries } from "../../testing/sample-series.ts";
import { renderHtml } from "./render-html.ts";

const voidTags = ["meta", "wbr", "br"];
const withoutScript = (page: string): string => page.replace(/<script>[\s\S]*?<\/script>/, "");
const textOf = (page: string): string =>
  withoutScript(page)
    .replace(/<style>[\s\S]*?<\/style>/, "")
    .replace(/<[^>]*>/g, " ")
    .replaceAll("\u00a0", " ")
    .replace(/\s+/g, " ");

const rich = renderHtml(sampleResult());
const hostile = renderHtml(hostileResult());
const cases: [string, string][] = [
  ["the rich result", rich],
  ["an empty result", renderHtml(emptyResult())],
  ["hostile text", hostile],
  ["faults without loads", renderHtml(sampleResult({ loads: [], slos: [], series: { ...sampleSeries(), loads: {} } }))],
  ["loads without faults", renderHtml(sampleResult({ faults: [], rpo: [] }))],
];

describe("renderHtml", () => {
  it.each(cases)("closes its tags and escapes its text for %s", (_what, page) => {
    expect(malformationOf(withoutScript(page), voidTags)).toBeUndefined();
  });

  it.each(cases)("loads nothing from anywhere for %s", (_what, page) => {
    // Without attribute values: what a node said may look like an attribute there.
    const bare = withoutScript(page).replace(/="[^"]*"/g, '=""');
    const tags = [...bare.matchAll(/<(?:link|img|iframe|object|embed|base|use|image|video|audio)\b[^>]*>/gi)];
    const attributes = [...bare.matchAll(/<[^>]*\s(?:src|srcset|xlink:href|action|on\w+)=[^>]*>/gi)];
    const styles = [...bare.matchAll(/@import|(?<!clip-path="")url\([^)]*\)/g)];
    expect([...tags, ...attributes, ...styles].map(([text]) => text)).toEqual([]);
    expect(page).toContain("default-src &#39;none&#39;");
  });

  it("runs only its own script, which its policy names by digest", () => {
    const scripts = [...hostile.matchAll(/<script>([\s\S]*?)<\/script>/g)].map((match) => match[1] ?? "");
    expect(scripts).toHaveLength(1);
    expect(hostile).toContain(`sha256-${createHash("sha256").update(scripts.join("")).digest("base64")}`);
  });

  it("links only to plain relative paths", () => {
    const links = [...hostile.matchAll(/<a href="([^"]*)"/g)].map((match) => match[1]);
    expect(links).toEqual(["../up/one.log", "nodes/a%20b.log"]);
  });

  it("gives the same bytes again", () => {
    expect(renderHtml(sampleResult()) === rich).toBe(true);
  });

  it("gives the same bytes in another process", async () => {
    const [page, sample] = ["./render-html.ts", "../../testing/sample-result.ts"].map((file) =>
      JSON.stringify(fileURLToPath(new URL(file, import.meta.url))),
    );
    const script = `import { renderHtml } from ${page}; import { sampleResult } from ${sample}; process.stdout.write(renderHtml(sampleResult()));`;
    const printed = await printedByFreshProcess(script);
    expect(printed === rich).toBe(true);
  }, 40_000);

  it("says the verdict in word and sentence before anything else", () => {
    expect(textOf(rich).trim()).toMatch(
      /^FAIL drill – Chaindrill ✕ FAIL The service needed 34\.6 s to recover from majority-outage/,
    );
  });

  it("shows the sections in order", () => {
    const headings = [...rich.matchAll(/<h2[^>]*>([^<]*)/g)].map((match) => match[1]?.trim());
    expect(headings).toEqual([
      "Verdicts",
      "Timeline",
      "Faults and recovery",
      "Loads",
      "Service levels",
      "Comparing this run",
      "Environment and evidence",
    ]);
  });

  it("says of every percentile that is not there how many samples it needs", () => {
    expect(rich).toContain('<td><abbr title="p99.9 needs 2,995 samples; there are 480">–</abbr></td>');
  });

  it("says what a fault cost: recovery, reorg, error budget", () => {
    const [card = ""] = /<article class="fault"><h3><span class="mark">F1[\s\S]*?<\/article>/.exec(rich) ?? [];
    expect(textOf(card).split("Recovery of")[0]).toMatchInlineSnapshot(
      `" F1 majority-outage PodChaos/pod-failure On signer-2, signer-3, signer-4, seen from outside at 0:21 (400 ms after it was asked for), over at 0:51. Service back, from injection 34.6 s ✕ fail measured to ± 250 ms From impact 31.5 s From clearing 4.1 s Unavailable in all 31.5 s Deepest reorg 0 blocks Inclusion, on average 8.4 s slower 70 canaries against 30 undisturbed ones Error budget spent 2.985 % Reads answered within 500 ms: 260 bad of 6,500 Error budget spent 0.002 % Canary included within 5 s: 47 bad of 110 "`,
    );
  });

  it("warns twice of a run that must not be compared: at the top, and where its numbers are", () => {
    const page = textOf(renderHtml(sampleResult({ invalid: ["2 were dropped.", "the clock moved"] })));
    expect(page).toContain("Do not compare this run: 2 were dropped, and 1 more reason.");
    expect(page).toContain("Do not compare this run with others: 2 were dropped. the clock");
  });

  it("names every chart for people who do not see it", () => {
    const charts = [...rich.matchAll(/role="img" aria-labelledby="([^"]+)" aria-describedby="([^"]+)"/g)];
    expect(charts).toHaveLength(12);
    for (const [, label, about] of charts) {
      expect(rich).toContain(`<h3 id="${label}">`);
      expect(rich).toContain(`<p id="${about}">`);
    }
  });

  it("uses no id twice", () => {
    const ids = [...rich.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(ids).toEqual([...new Set(ids)]);
  });
});
