import { describe, expect, it } from "vitest";
import { malformationOf } from "../../testing/malformation.ts";
import {
  fruitlessCapacity,
  generatorBoundCapacity,
  hostileCapacity,
  sampleCapacity,
} from "../../testing/sample-capacity.ts";
import { renderCapacityHtml } from "./html.ts";

const voidTags = ["meta", "wbr", "br"];
const withoutScript = (page: string): string => page.replace(/<script>[\s\S]*?<\/script>/, "");
const textOf = (page: string): string =>
  withoutScript(page)
    .replace(/<style>[\s\S]*?<\/style>/, "")
    .replace(/<[^>]*>/g, " ")
    .replaceAll("\u00a0", " ")
    .replace(/\s+/g, " ");

const rich = renderCapacityHtml(sampleCapacity());
const cases: [string, string][] = [
  ["a search that found the limit", rich],
  ["one that found the generator's", renderCapacityHtml(generatorBoundCapacity())],
  ["one without a trial that counts", renderCapacityHtml(fruitlessCapacity())],
  ["hostile text", renderCapacityHtml(hostileCapacity())],
];

describe("renderCapacityHtml", () => {
  it.each(cases)("closes its tags, escapes its text, draws only numbers, for %s", (_what, page) => {
    expect(malformationOf(withoutScript(page), voidTags)).toBeUndefined();
    expect(page).not.toMatch(/="[^"]*(?:NaN|Infinity|undefined)[^"]*"/);
  });

  it("loads nothing from anywhere, whatever a run says", () => {
    const bare = withoutScript(renderCapacityHtml(hostileCapacity())).replace(/="[^"]*"/g, '=""');
    expect(bare.match(/<(?:link|img|iframe|object|embed|base|use|image|video|audio)\b[^>]*>/gi)).toBeNull();
    expect(bare.match(/<[^>]*\s(?:src|srcset|href|action|on\w+)=[^>]*>/gi)).toBeNull();
  });

  it("gives the answer, the limit, and a row for each trial", () => {
    const text = textOf(rich);
    expect(text).toContain("CAPACITY transfers sustains 322/s, and not 336/s.");
    expect(text).toContain("limited by gas-limit: blocks were 99 % full.");
    expect(rich.match(/<tr>/g)).toHaveLength(1 + sampleCapacity().trials.length);
  });

  it("draws a mark for each trial that counts, in both charts and both widths", () => {
    const counted = sampleCapacity().trials.filter(({ outcome }) => outcome.kind !== "invalid");
    const marks = rich.match(/<svg[\s\S]*?<\/svg>/g)?.map((svg) => svg.match(/var\(--line-[12]\)/g)?.length);
    expect(marks).toEqual(Array.from({ length: 4 }, () => counted.length));
  });
});
