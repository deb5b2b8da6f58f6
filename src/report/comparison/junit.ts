// JUnit of a comparison: one case per metric, and one for the whole, so that a comparison without metrics is not green.
// What fails here is what fails the gate: a primary metric that is a regression in every batch. Anything else that got
// worse is skipped with its message, because a red build must mean one thing.

import junit, { type Builder, type TestCase, type TestSuite } from "junit-report-builder";
import { assertNever } from "../../base/assert.ts";
import type { ComparedBatch, ComparedMetric, Comparison, ComparisonStatus } from "../../model/comparison.ts";
import { cleanText } from "../clean-text.ts";
import { withSkipReasons } from "../junit-skips.ts";
import { describeEstimate, describeInterval, describeRuns, primaryFirst } from "./describe-comparison.ts";

// The package's types describe an ES module, but its CommonJS build exports the builder itself.
const newBuilder = (): Builder => (junit as unknown as Builder).newBuilder();

interface Case {
  readonly name: string;
  readonly status: ComparisonStatus;
  readonly message: string;
  /** Whether the gate rests on it. */
  readonly decides: boolean;
}

/** The text of `junit.xml` of a comparison. */
export function renderComparisonJunit(comparison: Comparison): string {
  const { name, verdict, batches } = comparison;
  const builder = newBuilder().name(cleanText(`chaindrill compare ${name}`));
  const last = batches.at(-1);
  const cases = primaryFirst(last?.metrics ?? []).map((metric) => caseOf(metric, batches));
  const suites: readonly (readonly [string, readonly Case[]])[] = [
    ["comparison", [{ name: "verdict", status: verdict.status, message: verdict.summary, decides: true }]],
    ["metrics", cases],
  ];
  const reasons: string[] = [];
  for (const [title, members] of suites) {
    if (members.length === 0) continue;
    const suite = builder.testSuite().name(title).timestamp(cleanText(comparison.comparedAt));
    if (title === "comparison") addProperties(suite, comparison);
    for (const member of members) {
      const testCase = suite.testCase();
      testCase.className(cleanText(`chaindrill.compare.${name}`)).name(cleanText(member.name));
      const reason = judge(testCase, member);
      if (reason !== undefined) reasons.push(reason);
    }
  }
  return withSkipReasons(builder.build(), reasons);
}

function caseOf({ name, status, summary, primary }: ComparedMetric, batches: readonly ComparedBatch[]): Case {
  const isConfirmed = batches.every(({ metrics }) =>
    metrics.some((other) => other.name === name && other.status === "regression"),
  );
  if (!primary) return { name, status, decides: false, message: `secondary metric, reported only: ${summary}` };
  if (status !== "regression" || isConfirmed) return { name, status, decides: true, message: summary };
  return { name, status, decides: false, message: `not in every batch: ${summary}` };
}

function addProperties(suite: TestSuite, { verdict, design, batches }: Comparison): void {
  const [first] = batches;
  const properties: readonly (readonly [string, string])[] = [
    ["verdict", verdict.status],
    ["design", design.kind],
    ["alpha", String(design.alpha)],
    ["batches", String(batches.length)],
    ...(first === undefined
      ? []
      : ([
          ["reference", `${first.reference.label}, ${describeRuns(first.reference)}`],
          ["candidate", `${first.candidate.label}, ${describeRuns(first.candidate)}`],
        ] as const)),
    ...batches.flatMap(({ metrics }, index) =>
      metrics.map((metric): [string, string] => [
        `${batches.length > 1 ? `batch ${index + 1}: ` : ""}${metric.name} (${metric.scale})`,
        `${describeEstimate(metric)} ${describeInterval(metric)}`.trim(),
      ]),
    ),
  ];
  for (const [name, value] of properties) suite.property(cleanText(name), cleanText(value));
}

/** Marks the case; returns the reason when it counts as skipped. */
function judge(testCase: TestCase, { status, message, decides }: Case): string | undefined {
  const text = cleanText(message);
  switch (status) {
    case "improvement":
    case "no_regression":
      return undefined;
    case "regression":
      if (!decides) return skip(testCase, `regression: ${text}`);
      testCase.failure(text, status);
      return undefined;
    case "invalid":
      if (!decides) return skip(testCase, `invalid: ${text}`);
      testCase.error(text, status);
      return undefined;
    case "inconclusive":
      return skip(testCase, `inconclusive: ${text}`);
    default:
      return assertNever(status);
  }
}

function skip(testCase: TestCase, reason: string): string {
  testCase.skipped();
  return reason;
}
