// Adds a night to a baseline. What changes is said in words, because a baseline that drifts silently hides the very
// regression it was kept for.

import { type Baseline, baselineVersion, type Night, type NightMetric } from "../../model/baseline.ts";
import type { Comparison } from "../../model/comparison.ts";
import type { Environment, Result } from "../../model/result.ts";
import { describeChange, describeValue } from "../compare/describe-change.ts";
import { counted } from "../verdicts.ts";
import { nightOfComparison, nightOfResults } from "./measure-night.ts";

export interface NightFacts {
  readonly name: string;
  readonly recordedAt: string;
  /** Of what was measured, as the user says it. */
  readonly commit: string | null;
  readonly note: string | null;
}

export type NightSource =
  /** The candidate's runs make the night; its effects are what the trend is drawn from. */
  | { readonly kind: "comparison"; readonly comparison: Comparison }
  | { readonly kind: "results"; readonly results: readonly Result[] };

export type Recording =
  | { readonly kind: "recorded"; readonly baseline: Baseline; readonly changes: readonly string[] }
  | { readonly kind: "refused"; readonly problems: readonly string[] };

/** A baseline with the night added and what that changes, or why it must not be. Nothing is changed in place. */
export function recordNight(baseline: Baseline | undefined, night: NightFacts & { source: NightSource }): Recording {
  const { source, name, recordedAt, commit, note } = night;
  const measured = source.kind === "comparison" ? nightOfComparison(source.comparison) : nightOfResults(source.results);
  const { environment } = measured;
  if (environment === undefined) {
    return { kind: "refused", problems: ["no run of this night counts", ...measured.night.invalid.map(whyInvalid)] };
  }
  const problems = [
    ...measured.strangers.flatMap((other) => differences(environment, other, "the runs of this night differ in their")),
    ...(baseline === undefined
      ? []
      : differences(baseline.environment, environment, `baseline ${baseline.name} is of another`)),
    ...repeatedRuns(baseline, measured.night.runs),
  ];
  if (problems.length > 0) return { kind: "refused", problems: [...new Set(problems)] };
  const { clients, harness } = environment;
  const added: Night = { recordedAt, commit, note, clients, harness, ...measured.night };
  return {
    kind: "recorded",
    baseline: { version: baselineVersion, name, environment, nights: [...(baseline?.nights ?? []), added] },
    changes: changesBy(added, baseline),
  };
}

const whyInvalid = ({ run, why }: Night["invalid"][number]): string => `run ${run}: ${why}`;

/** Clients and harness may change from night to night: watching them change is what the trend is for. */
const fixedParts: readonly (keyof Environment)[] = ["machine", "backend", "scenario"];

function differences(before: Environment, after: Environment, who: string): string[] {
  return fixedParts
    .filter((part) => before[part] !== after[part])
    .map((part) => `${who} ${part}: "${before[part]}" and "${after[part]}"`);
}

function repeatedRuns(baseline: Baseline | undefined, runs: readonly string[]): string[] {
  return (baseline?.nights ?? []).flatMap((night) =>
    night.runs
      .filter((run) => runs.includes(run))
      .map((run) => `run ${run} is already in the night of ${night.recordedAt}`),
  );
}

function changesBy(night: Night, baseline: Baseline | undefined): string[] {
  const last = baseline?.nights.at(-1);
  if (last === undefined) {
    return [
      `first night, of ${counted(night.runs.length, "run")}`,
      ...night.metrics.map((metric) => `${metric.name}: ${middle(metric)}`),
    ];
  }
  const before = new Map(last.metrics.map((metric) => [metric.name, metric]));
  const gone = last.metrics.filter(({ name }) => !night.metrics.some((metric) => metric.name === name));
  return [
    ...wordChange("clients", last.clients, night.clients),
    ...wordChange("harness", last.harness, night.harness),
    ...night.metrics.map((metric) => metricChange(metric, before.get(metric.name))),
    ...gone.map(({ name }) => `${name}: no longer measured`),
  ];
}

const wordChange = (what: string, before: string, after: string): string[] =>
  before === after ? [] : [`${what}: ${before} -> ${after}`];

function metricChange(after: NightMetric, before: NightMetric | undefined): string {
  if (before === undefined) return `${after.name}: new, ${middle(after)}`;
  const change = describeMedians(before, after);
  return `${after.name}: ${middle(before)} -> ${middle(after)}${change === undefined ? "" : ` (${change})`}`;
}

function describeMedians(before: NightMetric, after: NightMetric): string | undefined {
  if (before.median === null || after.median === null) return undefined;
  if (after.scale === "difference" || before.median <= 0 || after.median <= 0) {
    return describeChange(after.median - before.median, { scale: "difference", unit: after.unit });
  }
  return describeChange(after.median / before.median, after);
}

/** The median as text; null also where more than half of the runs never got there. */
function middle({ median, unit, censored }: NightMetric): string {
  if (median !== null) return describeValue(median, unit);
  return censored > 0 ? "beyond what was observed" : "not said";
}
