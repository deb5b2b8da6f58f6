// Why a comparison must not be made at all. Asked before the job where only numbers of runs are known, and again when the
// runs are there: a comparison that cannot fail, or of things that differ in more than the build, is worse than none.

import type { Comparison } from "../../model/comparison.ts";
import type { Environment } from "../../model/result.ts";
import { canReject, type Family, pairsNeeded, type RunCounts } from "../stats/smallest-p.ts";
import { counted } from "../verdicts.ts";
import { choosePrimary, idleGlobs } from "./choose-primary.ts";
import { saidNames } from "./compare-batch.ts";
import type { ComparisonPolicy, EnvironmentPart } from "./policy.ts";
import { type BothSides, type SideRun, validRuns } from "./sides.ts";

/** Why so many runs could never show a regression, and how many could; undefined when they can. */
export function refuseSize({ reference, candidate, alpha, metrics }: RunCounts & Family): string | undefined {
  if (metrics < 1 || canReject({ reference, candidate, alpha, metrics })) return undefined;
  const needed = pairsNeeded({ alpha, metrics });
  return `${counted(reference, "run")} of the reference and ${candidate} of the candidate cannot show a regression over ${counted(metrics, "metric")} at ${alpha}, whatever they measure: at least ${needed} of each are needed`;
}

/** Problems of metrics and pairs that are planned; empty when the job may start. */
export function refusePlan(planned: {
  readonly pairs: number;
  readonly metricNames: readonly string[];
  readonly policy: Pick<ComparisonPolicy, "alpha" | "primary">;
}): string[] {
  const { pairs, metricNames: names, policy } = planned;
  const metrics = choosePrimary({ names, globs: policy.primary }).length;
  const size = refuseSize({ reference: pairs, candidate: pairs, alpha: policy.alpha, metrics });
  return [...namesNothing(names, policy), ...(size === undefined ? [] : [size])];
}

/** Problems of runs that are there; empty when they may be compared. */
export function refuseDesign(options: {
  readonly kind: Comparison["design"]["kind"];
  readonly sides: BothSides;
  readonly policy: ComparisonPolicy;
}): string[] {
  const { sides, policy } = options;
  const names = saidNames(sides);
  const family = { alpha: policy.alpha, metrics: Math.max(1, choosePrimary({ names, globs: policy.primary }).length) };
  const runs = { reference: validRuns(sides.reference).length, candidate: validRuns(sides.candidate).length };
  return [
    ...sharedRuns(sides),
    ...differentEnvironments(options),
    ...(names.length === 0 ? [] : namesNothing(names, policy)),
    ...sizeProblems({ sides, runs, family }),
  ];
}

function namesNothing(names: readonly string[], { primary }: Pick<ComparisonPolicy, "primary">): string[] {
  const known = names.join(", ");
  return idleGlobs({ names, globs: primary }).map(
    (glob) => `no metric of these runs is called ${glob}; there are ${known || "none"}`,
  );
}

function sizeProblems({ sides, runs, family }: { sides: BothSides; runs: RunCounts; family: Family }): string[] {
  const needed = pairsNeeded(family);
  const empty = (["reference", "candidate"] as const).filter((side) => runs[side] === 0);
  if (empty.length > 0) return empty.map((side) => noneCounts(sides[side], needed));
  const size = refuseSize({ ...runs, ...family });
  return size === undefined ? [] : [size];
}

function noneCounts({ label, runs }: BothSides["reference"], needed: number): string {
  const first = runs[0]?.result.invalid[0];
  const why = first === undefined ? "there is none" : `of ${runs.length}, all are invalid (the first: ${first})`;
  return `no run of ${label} counts, ${why}: at least ${needed} are needed`;
}

/** A run compared with itself shows no difference, and counted twice it makes its side look surer than it is. */
function sharedRuns({ reference, candidate }: BothSides): string[] {
  const ids = [...reference.runs, ...candidate.runs].map(({ result }) => result.run.id);
  const repeated = new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
  return [...repeated].map((id) => `run ${id} is given more than once; every run counts once, on one side`);
}

const parts: readonly EnvironmentPart[] = ["machine", "backend", "scenario"];

/**
 * Sides that one job ran may differ in backend or scenario: the plan says so, and asks just that. Runs that were only found
 * must agree in everything but the clients and the harness, which are what a build changes.
 */
function differentEnvironments(options: Parameters<typeof refuseDesign>[0]): string[] {
  const { kind, sides, policy } = options;
  return parts
    .filter((part) => !policy.allowDifferent.includes(part))
    .flatMap((part) => {
      const perSide = [sides.reference, sides.candidate].map(({ runs, label }) => ({
        label,
        texts: textsOf(runs, part),
      }));
      const within = perSide.flatMap(({ label, texts }) => differing(`the runs of ${label}`, part, texts));
      if (within.length > 0 || (kind === "interleaved" && part !== "machine")) return within;
      return differing("the sides", part, [...new Set(perSide.flatMap(({ texts }) => texts))]);
    });
}

const differing = (who: string, part: EnvironmentPart, texts: readonly string[]): string[] =>
  texts.length < 2 ? [] : [`${who} differ in their ${part}: ${texts.map((text) => `"${text}"`).join(" and ")}`];

/** The texts of one part over the runs that count, each once. */
export const textsOf = (runs: readonly SideRun[], part: keyof Environment): string[] => [
  ...new Set(runs.filter(({ result }) => result.invalid.length === 0).map(({ result }) => result.environment[part])),
];
