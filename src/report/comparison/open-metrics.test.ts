import { describe, expect, it } from "vitest";
import { readOpenMetrics } from "../../testing/read-open-metrics.ts";
import { emptyComparison, hostileComparison, writtenComparison } from "../../testing/written-comparison.ts";
import { renderComparisonOpenMetrics } from "./open-metrics.ts";

describe("renderComparisonOpenMetrics", () => {
  it("writes an empty comparison", () => {
    expect(renderComparisonOpenMetrics(emptyComparison())).toMatchInlineSnapshot(`
      "# TYPE chaindrill_comparison_verdict gauge
      # HELP chaindrill_comparison_verdict 1 for the verdict of the comparison.
      chaindrill_comparison_verdict{comparison="geth-1.14-against-1.13",status="invalid"} 1
      # TYPE chaindrill_comparison_made_seconds gauge
      # UNIT chaindrill_comparison_made_seconds seconds
      # HELP chaindrill_comparison_made_seconds When it was compared, since the Unix epoch.
      chaindrill_comparison_made_seconds{comparison="geth-1.14-against-1.13"} 1795408870
      # TYPE chaindrill_comparison_runs gauge
      # HELP chaindrill_comparison_runs Runs of each side, by whether they counted.
      chaindrill_comparison_runs{comparison="geth-1.14-against-1.13",batch="1",side="reference",counted="true"} 0
      chaindrill_comparison_runs{comparison="geth-1.14-against-1.13",batch="1",side="reference",counted="false"} 1
      chaindrill_comparison_runs{comparison="geth-1.14-against-1.13",batch="1",side="candidate",counted="true"} 0
      chaindrill_comparison_runs{comparison="geth-1.14-against-1.13",batch="1",side="candidate",counted="false"} 1
      # EOF
      "
    `);
  });

  it("says of each metric its effect with both bounds", () => {
    const gauges = readOpenMetrics(renderComparisonOpenMetrics(writtenComparison()));
    const effects = gauges.filter(
      ({ name, labels }) =>
        name.startsWith("chaindrill_comparison_effect") && /inclusion.p50|bad/.test(labels["metric"] ?? ""),
    );
    expect(
      effects.map(({ name, labels, value }) => [name, labels["bound"], labels["unit"], value]),
    ).toMatchInlineSnapshot(`
      [
        [
          "chaindrill_comparison_effect_ratio",
          "estimate",
          undefined,
          1.118,
        ],
        [
          "chaindrill_comparison_effect_ratio",
          "low",
          undefined,
          1.096,
        ],
        [
          "chaindrill_comparison_effect_ratio",
          "high",
          undefined,
          1.141,
        ],
        [
          "chaindrill_comparison_effect_difference",
          "estimate",
          "share",
          0.0005,
        ],
        [
          "chaindrill_comparison_effect_difference",
          "low",
          "share",
          -0.0012,
        ],
        [
          "chaindrill_comparison_effect_difference",
          "high",
          "share",
          0.0024,
        ],
      ]
    `);
  });

  it("leaves out bounds that are open", () => {
    const gauges = readOpenMetrics(renderComparisonOpenMetrics(writtenComparison()));
    const reads = gauges.filter(
      ({ name, labels }) =>
        name === "chaindrill_comparison_effect_ratio" && labels["metric"] === "load.reads.submit.p99",
    );
    expect(reads.map(({ labels }) => labels["bound"])).toEqual(["estimate", "low"]);
  });

  it("stays valid whatever the names are", () => {
    expect(readOpenMetrics(renderComparisonOpenMetrics(hostileComparison())).length).toBeGreaterThan(10);
  });
});
