// One batch of runs of both sides: every metric, the primary ones first, and what they amount to together.

import { type ComparedBatch, type ComparedMetric, type ComparisonStatus, worstStatus } from "../../model/comparison.ts";
import type { Metric } from "../../model/result.ts";
import { adjustBenjaminiHochberg, adjustHolm } from "../stats/multiple-tests.ts";
import { canReject, pairsNeeded } from "../stats/smallest-p.ts";
import { counted } from "../verdicts.ts";
import { choosePrimary } from "./choose-primary.ts";
import { compareLatencies } from "./compare-latencies.ts";
import { compareMetric, type MetricCase } from "./compare-metric.ts";
import { judgeMetric } from "./judge-metric.ts";
import { type ComparisonPolicy, secondaryLevel } from "./policy.ts";
import { type BothSides, describeSide, isSaid, validRuns } from "./sides.ts";

export interface BatchOptions {
  readonly sides: BothSides;
  readonly policy: ComparisonPolicy;
  /** Change for the worse that counts, noise considered. */
  readonly floorOf: (metric: Metric) => number;
}

/** Compares every metric of the runs that count. */
export function compareBatch(options: BatchOptions): ComparedBatch {
  const { sides, policy, floorOf } = options;
  const names = saidNames(sides);
  const primaryNames = choosePrimary({ names, globs: policy.primary });
  const compare = (name: string) => compareMetric(name, { sides, floorOf, alpha: policy.alpha }) ?? [];
  const primary = judgeFamily(primaryNames.flatMap(compare), {
    isPrimary: true,
    adjust: adjustHolm,
    level: policy.alpha,
    size: primaryNames.length,
  });
  const secondary = judgeFamily(names.filter((name) => !primaryNames.includes(name)).flatMap(compare), {
    isPrimary: false,
    adjust: adjustBenjaminiHochberg,
    level: secondaryLevel,
    size: 1,
  });
  return {
    reference: describeSide(sides.reference),
    candidate: describeSide(sides.candidate),
    metrics: [...primary, ...secondary],
    latencies: compareLatencies(sides),
    ...concludeBatch(primary),
  };
}

/** Names of what any run that counts says, in the order of the runs' own lists. */
export function saidNames({ reference, candidate }: BothSides): string[] {
  const metrics = [...validRuns(reference), ...validRuns(candidate)].flatMap(({ result }) => result.metrics);
  return [...new Set(metrics.filter(isSaid).map(({ name }) => name))];
}

interface FamilyRule {
  readonly isPrimary: boolean;
  readonly adjust: (pValues: readonly number[]) => number[];
  readonly level: number;
  /** Metrics that share the level: a side that cannot reach its part of it cannot fail. */
  readonly size: number;
}

function judgeFamily(cases: readonly MetricCase[], rule: FamilyRule): ComparedMetric[] {
  // What could not be tested keeps its place in the family: leaving it out would loosen the rest after the fact.
  const worse = rule.adjust(cases.map(({ measured }) => measured?.pWorse ?? 1));
  const better = rule.adjust(cases.map(({ measured }) => measured?.pBetter ?? 1));
  return cases.map((one, index) =>
    judgeCase(one, { rule, pWorseAdjusted: worse[index] ?? 1, pBetterAdjusted: better[index] ?? 1 }),
  );
}

function judgeCase(
  one: MetricCase,
  { rule, ...adjusted }: { rule: FamilyRule; pWorseAdjusted: number; pBetterAdjusted: number },
): ComparedMetric {
  const { metric, measured, reference, candidate, paired } = one;
  const { name, title, unit, better } = metric;
  const known = { name, title, unit, better, primary: rule.isPrimary, reference, candidate, paired };
  const obstacle = one.missing ?? (rule.isPrimary ? tooFewRuns(one, rule) : undefined);
  if (measured === undefined) {
    return { ...known, ...untested(metric), ...invalid(title, obstacle ?? "it could not be tested") };
  }
  const { scale, floor, effect, method, pWorse, pBetter, probabilityWorse } = measured;
  const tested = { ...known, scale, floor, effect, method, pWorse, pBetter, probabilityWorse, ...adjusted };
  if (obstacle !== undefined) return { ...tested, ...invalid(title, obstacle) };
  return {
    ...tested,
    ...judgeMetric({ metric, measured, ...adjusted, level: rule.level, censoring: one.censoring }),
  };
}

const invalid = (title: string, why: string): Pick<ComparedMetric, "status" | "severe" | "summary"> => ({
  status: "invalid",
  severe: false,
  summary: `${title}: ${why}`,
});

const untested = ({ scale }: Metric) => ({
  scale,
  floor: 0,
  effect: null,
  method: "none" as const,
  pWorse: null,
  pBetter: null,
  pWorseAdjusted: null,
  pBetterAdjusted: null,
  probabilityWorse: null,
});

/** A gate that cannot fail must not look like one that passed. */
function tooFewRuns({ reference, candidate }: MetricCase, { level, size }: FamilyRule): string | undefined {
  const runs = { reference: countSaid(reference), candidate: countSaid(candidate) };
  const family = { alpha: level, metrics: size };
  if (canReject({ ...runs, ...family })) return undefined;
  return `${counted(runs.reference, "run")} of the reference and ${runs.candidate} of the candidate say it, too few to show a regression at ${level} over ${counted(size, "metric")}: ${pairsNeeded(family)} of each would do`;
}

const countSaid = ({ values, censored }: MetricCase["reference"]): number =>
  values.filter((value) => value !== null).length + censored;

/** The worst of the primary metrics, with those that made it so. */
export function concludeBatch(primary: readonly ComparedMetric[]): { status: ComparisonStatus; summary: string } {
  const status = worstStatus(primary.map((metric) => metric.status));
  const telling = primary.filter((metric) => metric.status === status);
  const words: Readonly<Record<ComparisonStatus, string>> = {
    regression: "worse",
    improvement: "better, and the others not worse by their floor",
    no_regression: "shown not to be worse by its floor",
    inconclusive: "neither shown to be worse nor shown not to be",
    invalid: "not comparable",
  };
  if (primary.length === 0) return { status, summary: "no run that counts says any primary metric" };
  const which = status === "no_regression" ? "" : `: ${telling.map(({ title }) => title).join("; ")}`;
  const be = telling.length === 1 ? "is" : "are";
  return { status, summary: `${telling.length} of ${primary.length} primary metrics ${be} ${words[status]}${which}` };
}
