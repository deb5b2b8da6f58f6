// JUnit XML as CI systems read it (https://github.com/testmoapp/junitxml): one test case per verdict, one suite per
// question, measured values as properties of the suites.

import junit, { type Builder, type TestCase } from "junit-report-builder";
import { assertNever } from "../base/assert.ts";
import type { Result } from "../model/result.ts";
import type { Verdict } from "../model/verdict.ts";
import { cleanText } from "./clean-text.ts";
import { joinReasons } from "./format.ts";
import { withSkipReasons } from "./junit-skips.ts";
import { groupOf, type VerdictGroup, verdictGroups } from "./verdict-groups.ts";

// The package's types describe an ES module, but its CommonJS build exports the builder itself.
const newBuilder = (): Builder => (junit as unknown as Builder).newBuilder();

/** The text of `junit.xml`. */
export function renderJunit(result: Result): string {
  const builder = newBuilder().name(cleanText(`chaindrill ${result.run.plan}`));
  const skipReasons: string[] = [];
  for (const group of verdictGroups) {
    const verdicts = result.verdicts.filter((verdict) => groupOf(verdict) === group);
    const properties = propertiesOf(result, group);
    if (verdicts.length === 0 && properties.length === 0) continue;
    const suite = builder.testSuite().name(group).timestamp(cleanText(result.run.startedAt));
    for (const [name, value] of properties) suite.property(cleanText(name), cleanText(String(value)));
    for (const verdict of verdicts) {
      const testCase = suite.testCase();
      testCase.className(cleanText(`chaindrill.${result.run.plan}`)).name(cleanText(verdict.name));
      const skipReason = judge(testCase, verdict);
      if (skipReason !== undefined) skipReasons.push(skipReason);
    }
  }
  return withSkipReasons(builder.build(), skipReasons);
}

/** Marks the case; returns the reason when it counts as skipped. */
function judge(testCase: TestCase, verdict: Verdict): string | undefined {
  const message = cleanText(verdict.summary);
  if (verdict.evidence.length > 0) testCase.standardOutput(`journal events ${verdict.evidence.join(", ")}`);
  switch (verdict.status) {
    case "pass":
      return undefined;
    case "fail":
      testCase.failure(message, "fail");
      return undefined;
    case "unknown":
      // An invalid experiment is the harness's trouble and must not look like a test that was left out.
      if (groupOf(verdict) !== "experiment") {
        testCase.skipped();
        return `unknown: ${message}`;
      }
      testCase.error(message, "unknown");
      return undefined;
    case "skipped":
      testCase.skipped();
      return message;
    default:
      return assertNever(verdict.status);
  }
}

type Property = readonly [name: string, value: string | number];

function propertiesOf(result: Result, group: VerdictGroup): Property[] {
  const all: Record<VerdictGroup, () => [string, string | number | null][]> = {
    experiment: () => [
      ["verdict", result.verdict.status],
      ["run", result.run.id],
      ["backend", result.run.backend],
      ["seed", result.run.seed],
      ["commit", result.run.commit],
      ["durationMs", result.run.durationMs],
      ["doNotCompare", result.invalid.length === 0 ? null : joinReasons(result.invalid)],
      ...result.metrics.map((metric): [string, number | null] => [`${metric.name} (${metric.unit})`, metric.value]),
    ],
    rto: () =>
      result.faults.flatMap((fault) => [
        [`${fault.name}.injectionMs`, fault.injectionMs],
        ...fault.recoveries.flatMap((recovery): [string, string | number | null][] => [
          [`${fault.name}.${recovery.subject}.kind`, recovery.kind],
          [`${fault.name}.${recovery.subject}.fromInjectionMs`, recovery.fromInjectionMs],
          [`${fault.name}.${recovery.subject}.fromImpactMs`, recovery.fromImpactMs],
          [`${fault.name}.${recovery.subject}.fromClearingMs`, recovery.fromClearingMs],
        ]),
      ]),
    rpo: () =>
      result.rpo.flatMap((level) => [
        [`${level.level}.acknowledged`, level.acknowledged],
        [`${level.level}.lost`, level.lost],
        [`${level.level}.moved`, level.moved],
      ]),
    slo: () => [
      ...result.slos.flatMap((slo): [string, string | number | null][] => [
        [`${slo.name}.share`, slo.share],
        [`${slo.name}.target`, slo.target],
      ]),
      ...result.loads.flatMap((load): [string, string | number | null][] => [
        [`${load.name}.offeredPerSecond`, load.offeredPerSecond],
        [`${load.name}.achievedPerSecond`, load.achievedPerSecond],
        [`${load.name}.dropped`, load.dropped],
        [`${load.name}.submitMsP99`, load.submit.steady.p99],
        [`${load.name}.inclusionMsP99`, load.inclusion?.steady.p99 ?? null],
      ]),
    ],
    network: () => [],
    ledger: () => [],
    other: () => [],
  };
  return all[group]().flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
}
