import { describe, expect, it } from "vitest";
import { emptyComparison, hostileComparison, writtenComparison } from "../../testing/written-comparison.ts";
import { plainStyle } from "../terminal/style.ts";
import { renderComparisonTerminal } from "./terminal.ts";

const options = { style: plainStyle, dir: "reports/comparisons/x" };

describe("renderComparisonTerminal", () => {
  it("says the answer, what it rests on, and where the rest is", () => {
    expect(renderComparisonTerminal(writtenComparison(), options)).toMatchInlineSnapshot(`
      "◆ REGRESSION  geth 1.14 includes transfers later: the median is 11.8 % above that of geth 1.13.
      geth 1.14 (10 runs) against geth 1.13 (10 of 11 runs counted)
      both sides run in one job, in random order, 10 pairs; chance of a false alarm at most 1 %, shared by 5 primary metrics; seed 7

      verdict               metric                                                   geth 1.13  geth 1.14    effect  interval              0.70          1          1.43  counts from   p worse
      ◆ regression, severe  transfers: inclusion, p50 in steady state                   620 ms     693 ms     1.118  [1.096, 1.141]                      │   ◆┤                   5 %  0.000027
      ○ inconclusive        transfers: inclusion, p99 in steady state                   1.48 s     1.56 s     1.060  [0.970, 1.160]                     ├┼─○───┤                 10 %      0.36
      ● no regression       transfers: throughput in steady state                         40/s    39.96/s     0.999  [0.997, 1.001]                      ●                        5 %         1
      ● no regression       transfers: dropped, rejected or unanswered                  1.19 %     1.24 %  +0.05 pp  [−0.12 pp, +0.24 pp]                                        1 pp         1
      ▲ improvement         majority-outage: recovery of the service from injection     34.6 s     26.9 s     0.780  [0.700, 0.860]        ├───▲───┤     │                       20 %         1
      secondary: 1 invalid, 1 inconclusive

      note  1 run of geth 1.13 was left out and replaced: 2 iterations were dropped while steady.

      report  reports/comparisons/x/comparison.html
      "
    `);
  });

  it("leaves the bars out where the terminal is too narrow for them", () => {
    const text = renderComparisonTerminal(writtenComparison(), { ...options, columns: 160 });
    expect(text).not.toContain("│");
    expect(text).toContain("1.118  [1.096, 1.141]");
  });

  it("names both batches, and a secondary metric only when it is worse", () => {
    const [first] = writtenComparison().batches;
    if (first === undefined) throw new Error("the sample has a batch");
    const metrics = first.metrics.map((metric) =>
      metric.primary ? metric : { ...metric, status: "regression" as const },
    );
    const text = renderComparisonTerminal(writtenComparison({ batches: [first, { ...first, metrics }] }), options);
    expect(text.match(/^(?:First|Confirming) batch$/gm)).toEqual(["First batch", "Confirming batch"]);
    expect(text.match(/\(secondary\)/g)).toHaveLength(2);
  });

  it("does not fall over a comparison without anything", () => {
    expect(renderComparisonTerminal(emptyComparison(), options)).toMatchInlineSnapshot(`
      "✕ INVALID  No run of either side counts.
      after (0 of 1 run counted) against before (0 of 1 run counted)
      stored runs, whose nights may differ

      report  reports/comparisons/x/comparison.html
      "
    `);
  });

  it("lets no control character of a run reach the terminal", () => {
    const text = renderComparisonTerminal(hostileComparison(), options);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is the property.
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  it("colours through the style it is given", () => {
    const style = (look: string, text: string) => `<${look}>${text}</>`;
    expect(renderComparisonTerminal(writtenComparison(), { ...options, style })).toContain("<red>◆ REGRESSION</>");
  });
});
