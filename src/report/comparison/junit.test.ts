import { describe, expect, it } from "vitest";
import type { ComparedMetric, Comparison } from "../../model/comparison.ts";
import { malformationOf } from "../../testing/malformation.ts";
import { emptyComparison, hostileComparison, writtenComparison } from "../../testing/written-comparison.ts";
import { renderComparisonJunit } from "./junit.ts";

/** As many batches as lists, each with the first metric in these states. */
function withBatches(...batches: Partial<ComparedMetric>[]): Comparison {
  const [first] = writtenComparison().batches;
  const [metric] = first?.metrics ?? [];
  if (first === undefined || metric === undefined) throw new Error("the sample has a metric");
  return writtenComparison({
    batches: batches.map((changes) => ({ ...first, metrics: [{ ...metric, summary: "why", ...changes }] })),
    verdict: { status: "no_regression", summary: "all is well" },
  });
}

const countsOf = (comparison: Comparison) => renderComparisonJunit(comparison).match(/tests="\d+".*(?=>)/)?.[0];
const casesOf = (comparison: Comparison) =>
  renderComparisonJunit(comparison).match(/<(?:failure|error|skipped) message="[^"]*"/g) ?? [];

describe("renderComparisonJunit", () => {
  it("writes a case for the whole and one per metric", () => {
    expect(renderComparisonJunit(writtenComparison())).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="chaindrill compare geth-1.14-against-1.13" tests="8" failures="2" errors="0" skipped="3">
        <testsuite name="comparison" timestamp="2026-11-23T04:41:10.000Z" tests="1" failures="1" errors="0" skipped="0">
          <properties>
            <property name="verdict" value="regression"/>
            <property name="design" value="interleaved"/>
            <property name="alpha" value="0.01"/>
            <property name="batches" value="1"/>
            <property name="reference" value="geth 1.13, 10 of 11 runs counted"/>
            <property name="candidate" value="geth 1.14, 10 runs"/>
            <property name="load.transfers.inclusion.p50 (ratio)" value="1.118 [1.096, 1.141]"/>
            <property name="load.transfers.inclusion.p99 (ratio)" value="1.060 [0.970, 1.160]"/>
            <property name="load.transfers.throughput (ratio)" value="0.999 [0.997, 1.001]"/>
            <property name="load.transfers.bad (difference)" value="+0.05 pp [−0.12 pp, +0.24 pp]"/>
            <property name="rta.majority-outage.service (ratio)" value="0.780 [0.700, 0.860]"/>
            <property name="load.reads.submit.p99 (ratio)" value="1.020 [0.800, ∞)"/>
            <property name="rta.split.service (ratio)" value="–"/>
          </properties>
          <testcase classname="chaindrill.compare.geth-1.14-against-1.13" name="verdict">
            <failure message="geth 1.14 includes transfers later: the median is 11.8 % above that of geth 1.13." type="regression"/>
          </testcase>
        </testsuite>
        <testsuite name="metrics" timestamp="2026-11-23T04:41:10.000Z" tests="7" failures="1" errors="0" skipped="3">
          <testcase classname="chaindrill.compare.geth-1.14-against-1.13" name="load.transfers.inclusion.p50">
            <failure message="transfers: inclusion, p50 in steady state: +11.8 % (98.1 % interval +9.6 % to +14.1 %); worse beyond chance (p &lt; 0.0001) and beyond the floor of 5 %" type="regression"/>
          </testcase>
          <testcase classname="chaindrill.compare.geth-1.14-against-1.13" name="load.transfers.inclusion.p99">
            <skipped message="inconclusive: transfers: inclusion, p99 in steady state: +6 % (98.1 % interval -3 % to +16 %); not worse beyond chance (p 0.36), but +16 % is not ruled out and the floor is 10 %"/>
          </testcase>
          <testcase classname="chaindrill.compare.geth-1.14-against-1.13" name="load.transfers.throughput"/>
          <testcase classname="chaindrill.compare.geth-1.14-against-1.13" name="load.transfers.bad"/>
          <testcase classname="chaindrill.compare.geth-1.14-against-1.13" name="rta.majority-outage.service"/>
          <testcase classname="chaindrill.compare.geth-1.14-against-1.13" name="load.reads.submit.p99">
            <skipped message="inconclusive: secondary metric, reported only: reads: submit, p99 in steady state: too few runs for an interval of the confidence asked for"/>
          </testcase>
          <testcase classname="chaindrill.compare.geth-1.14-against-1.13" name="rta.split.service">
            <skipped message="invalid: secondary metric, reported only: split: recovery of the service from injection: no run of geth 1.13 says it"/>
          </testcase>
        </testsuite>
      </testsuites>"
    `);
  });

  it.each<[string, Partial<ComparedMetric>[], string[]]>([
    ["fails a regression of the only batch", [{ status: "regression" }], ['<failure message="why"']],
    [
      "fails one that the second batch confirms",
      [{ status: "regression" }, { status: "regression" }],
      ['<failure message="why"'],
    ],
    ["passes one that the second batch does not show", [{ status: "regression" }, { status: "no_regression" }], []],
    [
      "skips one that only the second batch shows",
      [{ status: "inconclusive" }, { status: "regression" }],
      ['<skipped message="regression: not in every batch: why"'],
    ],
    [
      "skips a regression of a secondary metric",
      [{ status: "regression", primary: false }],
      ['<skipped message="regression: secondary metric, reported only: why"'],
    ],
    ["makes an invalid one an error", [{ status: "invalid" }], ['<error message="why"']],
    [
      "skips an inconclusive one with its message",
      [{ status: "inconclusive" }],
      ['<skipped message="inconclusive: why"'],
    ],
    ["passes an improvement", [{ status: "improvement" }], []],
  ])("%s", (_what, batches, cases) => {
    expect(casesOf(withBatches(...batches))).toEqual(cases);
  });

  it("is not green when there was nothing to compare", () => {
    expect(countsOf(emptyComparison())).toBe('tests="1" failures="0" errors="1" skipped="0"');
  });

  it.each([
    ["the rich comparison", writtenComparison()],
    ["an empty comparison", emptyComparison()],
    ["hostile text", hostileComparison()],
  ])("is well-formed XML for %s", (_what, comparison) => {
    expect(malformationOf(renderComparisonJunit(comparison))).toBeUndefined();
  });
});
