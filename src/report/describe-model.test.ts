import { describe, expect, it } from "vitest";
import { closedReads } from "../testing/sample-load-results.ts";
import { sampleResult } from "../testing/sample-result.ts";
import { closedNote } from "./describe-model.ts";
import { renderHtml } from "./html/render-html.ts";
import { renderMarkdown } from "./markdown.ts";
import { plainStyle } from "./terminal/style.ts";
import { renderSummary } from "./terminal/summary.ts";

const result = sampleResult({ loads: [closedReads()] });

const rowsWith = (text: string, word: string) => text.split("\n").filter((line) => line.includes(word));

describe("a closed loop", () => {
  it("has no offered rate on the terminal, and its methods are listed", () => {
    const text = renderSummary(result, { style: plainStyle, dir: "reports/runs/x" });
    expect(rowsWith(text, "reads  ").map((line) => line.trimEnd())).toMatchInlineSnapshot(`
      [
        "reads  closed loop   9,901/s        0         11 ms              –",
        "reads       eth_blockNumber  6,600/s         0       10  1 ms  35 ms",
      ]
    `);
    expect(rowsWith(text, "eth_call").map((line) => line.trimEnd())).toMatchInlineSnapshot(`
      [
        "            eth_call         3,301/s         4        0  2 ms  45 ms",
      ]
    `);
    expect(text).toContain(closedNote);
  });

  it("has no offered rate in Markdown, and its methods are listed", () => {
    const text = renderMarkdown(result);
    expect(rowsWith(text, "| `reads` | closed loop")).toHaveLength(1);
    expect(rowsWith(text, "eth_")).toMatchInlineSnapshot(`
      [
        "| \`reads\` | \`eth_blockNumber\` | 6,600/s | 66,000 / 0 / 10 | 1 ms / 35 ms |",
        "| \`reads\` | \`eth_call\` | 3,301/s | 33,010 / 4 / 0 | 2 ms / 45 ms |",
      ]
    `);
    expect(text).toContain(closedNote);
  });

  it("has no offered rate in HTML, and its methods are listed", () => {
    const page = renderHtml(result);
    expect(page).toContain("<small>9,901/s in a closed loop</small>");
    expect(page).toContain('aria-label="Methods of reads"');
    expect(page).toContain('<th scope="row">eth_call</th><td>3,301/s</td><td>33,010</td><td>4</td><td>0</td>');
    expect(page).toContain(closedNote);
  });

  it("is told from an open load", () => {
    const open = sampleResult();
    for (const text of [renderSummary(open, { style: plainStyle, dir: "x" }), renderMarkdown(open), renderHtml(open)]) {
      expect(text).not.toMatch(/closed loop|[Mm]ethods of/);
    }
  });
});
