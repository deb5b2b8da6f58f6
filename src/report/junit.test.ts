import { describe, expect, it } from "vitest";
import type { Verdict, VerdictStatus } from "../model/verdict.ts";
import { hostileResult } from "../testing/hostile-result.ts";
import { malformationOf } from "../testing/malformation.ts";
import { emptyResult, sampleResult } from "../testing/sample-result.ts";
import { renderJunit } from "./junit.ts";

const verdict = (name: string, status: VerdictStatus): Verdict => ({
  name,
  status,
  summary: `why ${name}`,
  evidence: [7],
});

describe("renderJunit", () => {
  it("writes failures, errors, skips and values", () => {
    const verdicts = [
      verdict("experiment.steady", "unknown"),
      verdict("rto.split.service", "fail"),
      verdict("rpo.L1", "pass"),
      verdict("slo.rpc", "unknown"),
      verdict("ledger.C1", "skipped"),
    ];
    expect(renderJunit({ ...emptyResult(), verdicts })).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="chaindrill drill" tests="5" failures="1" errors="1" skipped="2">
        <testsuite name="experiment" timestamp="2026-11-23T02:00:04.120Z" tests="1" failures="0" errors="1" skipped="0">
          <properties>
            <property name="verdict" value="unknown"/>
            <property name="run" value="8f3a21c7"/>
            <property name="backend" value="process"/>
            <property name="seed" value="1"/>
            <property name="durationMs" value="0"/>
            <property name="doNotCompare" value="the run ended early: broken."/>
          </properties>
          <testcase classname="chaindrill.drill" name="experiment.steady">
            <error message="why experiment.steady" type="unknown"/>
            <system-out><![CDATA[journal events 7]]></system-out>
          </testcase>
        </testsuite>
        <testsuite name="rto" timestamp="2026-11-23T02:00:04.120Z" tests="1" failures="1" errors="0" skipped="0">
          <testcase classname="chaindrill.drill" name="rto.split.service">
            <failure message="why rto.split.service" type="fail"/>
            <system-out><![CDATA[journal events 7]]></system-out>
          </testcase>
        </testsuite>
        <testsuite name="rpo" timestamp="2026-11-23T02:00:04.120Z" tests="1" failures="0" errors="0" skipped="0">
          <testcase classname="chaindrill.drill" name="rpo.L1">
            <system-out><![CDATA[journal events 7]]></system-out>
          </testcase>
        </testsuite>
        <testsuite name="slo" timestamp="2026-11-23T02:00:04.120Z" tests="1" failures="0" errors="0" skipped="1">
          <testcase classname="chaindrill.drill" name="slo.rpc">
            <skipped message="unknown: why slo.rpc"/>
            <system-out><![CDATA[journal events 7]]></system-out>
          </testcase>
        </testsuite>
        <testsuite name="ledger" timestamp="2026-11-23T02:00:04.120Z" tests="1" failures="0" errors="0" skipped="1">
          <testcase classname="chaindrill.drill" name="ledger.C1">
            <skipped message="why ledger.C1"/>
            <system-out><![CDATA[journal events 7]]></system-out>
          </testcase>
        </testsuite>
      </testsuites>"
    `);
  });

  it("carries the numbers to compare, and why not to, as properties", () => {
    const xml = renderJunit(sampleResult({ invalid: ["2 were dropped."] }));
    expect(xml.match(/<property name="(?:doNotCompare|load.*?|rta.*?)" value="[^"]*"\/>/g)).toMatchInlineSnapshot(`
      [
        "<property name="doNotCompare" value="2 were dropped."/>",
        "<property name="load.transfers.inclusion.p50 (ms)" value="620"/>",
        "<property name="load.transfers.inclusion.p99 (ms)" value="1480"/>",
        "<property name="load.transfers.throughput (perSecond)" value="40"/>",
        "<property name="load.transfers.bad (share)" value="0.0119718"/>",
        "<property name="load.reads.submit.p99 (ms)" value="11"/>",
        "<property name="rta.majority-outage.service (ms)" value="34600"/>",
        "<property name="rta.split.service (ms)" value="0"/>",
      ]
    `);
  });

  it("counts the cases of the rich result", () => {
    expect(renderJunit(sampleResult())).toContain(
      '<testsuites name="chaindrill drill" tests="15" failures="2" errors="0" skipped="2">',
    );
  });

  it.each([
    ["the rich result", sampleResult()],
    ["an empty result", emptyResult()],
    ["hostile text", hostileResult()],
  ])("is well-formed XML for %s", (_what, result) => {
    expect(malformationOf(renderJunit(result))).toBeUndefined();
  });

  it("gives each skipped case its own reason", () => {
    const verdicts = [verdict("slo.a", "skipped"), verdict("slo.b", "pass"), verdict("slo.c", "unknown")];
    const reasons = renderJunit({ ...emptyResult(), verdicts }).match(/<skipped message="[^"]*"\/>/g);
    expect(reasons).toEqual(['<skipped message="why slo.a"/>', '<skipped message="unknown: why slo.c"/>']);
  });
});
