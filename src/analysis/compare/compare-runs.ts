// Compares the runs of a reference with those of a candidate. The run is the unit: requests within a run are not independent,
// and pooling them finds a difference between a build and itself in every other comparison.

import { assert } from "../../base/assert.ts";
import type { Baseline } from "../../model/baseline.ts";
import { type ComparedBatch, type ComparedMetric, type Comparison, comparisonVersion } from "../../model/comparison.ts";
import type { Metric } from "../../model/result.ts";
import { noiseFloor } from "../baseline/noise-floor.ts";
import { smallestP } from "../stats/smallest-p.ts";
import { counted, firstFew } from "../verdicts.ts";
import { choosePrimary } from "./choose-primary.ts";
import { type BatchOptions, compareBatch, saidNames } from "./compare-batch.ts";
import { listDifferences } from "./list-differences.ts";
import { type ComparisonPolicy, policyFloor } from "./policy.ts";
import { type BothSides, validRuns } from "./sides.ts";

export interface ComparisonRequest extends BothSides {
  readonly name: string;
  readonly description: string;
  readonly design: Pick<Comparison["design"], "kind" | "pairs" | "seed">;
  readonly policy: ComparisonPolicy;
  /** Its A/A nights say how large noise is; a floor below that would be crossed by nothing. */
  readonly baseline?: Baseline | undefined;
  readonly comparedAt: string;
  readonly chaindrillVersion: string;
}

/** The first batch. Also runs that `refuseDesign` would refuse are compared: what they cannot show is then `invalid`. */
export function compareRuns(request: ComparisonRequest): Comparison {
  const { name, description, design, policy, comparedAt, chaindrillVersion } = request;
  const sides = { reference: request.reference, candidate: request.candidate };
  const batch = compareBatch(batchOptions(request));
  const runs = { reference: validRuns(sides.reference).length, candidate: validRuns(sides.candidate).length };
  return {
    version: comparisonVersion,
    name,
    description,
    comparedAt,
    chaindrillVersion,
    design: {
      ...design,
      alpha: policy.alpha,
      family: choosePrimary({ names: saidNames(sides), globs: policy.primary }).length,
      smallestP: smallestP(runs),
      confirms: policy.confirms,
    },
    differences: listDifferences(sides),
    batches: [batch],
    verdict: firstVerdict(batch, policy),
    notes: [...designNotes(request), ...batchNotes(batch)],
  };
}

function batchOptions({ reference, candidate, policy, baseline }: SecondBatch): BatchOptions {
  const floorOf = (metric: Metric): number => {
    const floor = policyFloor(metric, policy.floors);
    return Math.max(floor, (baseline && noiseFloor(baseline, metric)) ?? 0);
  };
  return { sides: { reference, candidate }, policy, floorOf };
}

function firstVerdict({ status, summary }: ComparedBatch, { confirms }: ComparisonPolicy): Comparison["verdict"] {
  if (status !== "regression" || !confirms) return { status, summary };
  return { status, summary: `${summary} (a second batch of fresh runs has not confirmed it yet)` };
}

export type SecondBatch = Pick<ComparisonRequest, "reference" | "candidate" | "policy" | "baseline">;

/**
 * Adds the batch that was to confirm a regression. Only what regressed before is asked again, and only fresh runs answer, so
 * repeating can take a false alarm back but never make one.
 */
export function confirmWith(comparison: Comparison, second: SecondBatch): Comparison {
  const suspects = regressed(comparison.batches[0]);
  assert(suspects.length > 0, "there is no regression to confirm");
  const policy = { ...second.policy, primary: suspects.map(({ name }) => name) };
  const batch = compareBatch(batchOptions({ ...second, policy }));
  return {
    ...comparison,
    batches: [...comparison.batches, batch],
    verdict: confirmedVerdict(suspects, batch),
    notes: [...comparison.notes, ...batchNotes(batch).map((note) => `second batch: ${note}`)],
  };
}

const regressed = (batch: ComparedBatch | undefined): ComparedMetric[] =>
  (batch?.metrics ?? []).filter(({ primary, status }) => primary && status === "regression");

function confirmedVerdict(suspects: readonly ComparedMetric[], batch: ComparedBatch): Comparison["verdict"] {
  const titles = suspects.map(({ title }) => title);
  const shown = `the first batch shows ${firstFew(titles, 5)} to be worse`;
  switch (batch.status) {
    case "regression":
      return { status: "regression", summary: `a second batch confirms it: ${batch.summary}` };
    case "invalid":
      return { status: "invalid", summary: `${shown}, and the second cannot be compared` };
    default:
      return { status: "inconclusive", summary: `${shown}, and a second does not confirm it` };
  }
}

function designNotes(request: ComparisonRequest): string[] {
  const { design, baseline } = request;
  const stored =
    design.kind === "stored"
      ? [
          "The runs were only found: what differs between their nights is in the numbers, and a stored reference cries wolf.",
        ]
      : [];
  const noise =
    baseline === undefined ? [] : [`Floors are at least the noise of the A/A nights of baseline ${baseline.name}.`];
  return [...stored, ...noise, ...pairNotes(request)];
}

function pairNotes({ design, reference, candidate }: ComparisonRequest): string[] {
  if (design.pairs === null) return [];
  const [before, after] = [validRuns(reference).length, validRuns(candidate).length];
  if (Math.min(before, after) >= design.pairs) return [];
  const found = `${counted(before, "run")} of ${reference.label} and ${after} of ${candidate.label} count`;
  return [`${design.pairs} pairs were planned; ${found}.`];
}

function batchNotes({ reference, candidate, metrics }: ComparedBatch): string[] {
  const left = [reference, candidate].flatMap(({ label, runs }) => {
    const invalid = runs.filter((run) => run.invalid.length > 0);
    if (invalid.length === 0) return [];
    const first = `run ${invalid[0]?.id}: ${invalid[0]?.invalid[0]}`;
    return [`${counted(invalid.length, "run")} of ${label} did not count (${first}).`];
  });
  const odd = metrics.filter(({ primary, paired }) => primary && paired?.agrees === false);
  const disagreeing = odd.map(
    ({ title }) => `The paired test disagrees about ${title}: a drift that both runs of a pair shared?`,
  );
  return [...left, ...disagreeing];
}
