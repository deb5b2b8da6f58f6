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
      "Environment and evidence",
    ]);
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
