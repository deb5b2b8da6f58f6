import { describe, expect, it } from "vitest";
import { writtenComparison } from "../../testing/written-comparison.ts";
import {
  batchTitle,
  countAnswers,
  describeDesign,
  describeEstimate,
  describeFloor,
  describeInterval,
  describeMedian,
  describeP,
  primaryFirst,
} from "./describe-comparison.ts";

const { metrics } = writtenComparison().batches[0] ?? { metrics: [] };

describe("a compared metric in words", () => {
  it("gives ratios and differences with their intervals and floors", () => {
    const words = metrics.map((metric) =>
      [describeEstimate(metric), describeInterval(metric), describeFloor(metric)].join(" | "),
    );
    expect(words).toEqual([
      "1.118 | [1.096, 1.141] | 5 %",
      "1.060 | [0.970, 1.160] | 10 %",
      "0.999 | [0.997, 1.001] | 5 %",
      "+0.05 pp | [−0.12 pp, +0.24 pp] | 1 pp",
      "0.780 | [0.700, 0.860] | 20 %",
      "1.020 | [0.800, ∞) | 10 %",
      "– |  | 20 %",
    ]);
  });

  it("tells a median beyond what was observed from one that is not there", () => {
    expect(describeMedian({ values: [null], censored: 1, median: null }, "ms")).toBe("not seen to end");
    expect(describeMedian({ values: [null], censored: 0, median: null }, "ms")).toBe("–");
    expect(describeMedian({ values: [39.96], censored: 0, median: 39.96 }, "perSecond")).toBe("39.96/s");
  });

  it.each([
    [null, "–"],
    [0.0000054, "< 0.00001"],
    [0.000027, "0.000027"],
    [0.3614, "0.36"],
    [1, "1"],
  ])("writes p of %s as %s", (p, text) => expect(describeP(p)).toBe(text));
});

describe("a comparison in words", () => {
  it("counts the answers, worst first", () => {
    expect(countAnswers(metrics)).toBe("1 regression, 1 invalid, 2 inconclusive, 1 improvement, 2 no regression");
    expect(countAnswers([])).toBe("no metrics");
  });

  it("says how it was designed", () => {
    const { design, batches } = writtenComparison();
    const stored = { ...design, kind: "stored", pairs: null, seed: null, family: 0 } as const;
    const twice = [...batches, ...batches];
    expect(describeDesign(writtenComparison({ design: stored, batches: twice }))).toEqual([
      "stored runs, whose nights may differ",
      "2 batches",
    ]);
  });

  it("puts primary metrics first and names batches only when there are two", () => {
    expect(primaryFirst(metrics.toReversed()).map(({ primary }) => primary)).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(batchTitle(writtenComparison(), 0)).toBeUndefined();
  });
});
