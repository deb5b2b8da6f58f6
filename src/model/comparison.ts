// `comparison.json`: everything a comparison's report shows. Two sides, the runs of each, and a verdict per metric.
// The unit is the run: each gives one number per metric, because requests within a run are not independent.

import { z } from "zod";
import { environmentSchema } from "./result.ts";

export const comparisonVersion = 1;

/**
 * regression and improvement: shown, and large enough to matter. no_regression: shown that it is not worse by more than
 * the floor. inconclusive: neither was shown. invalid: the runs do not allow the comparison.
 */
export const comparisonStatusSchema = z.enum(["regression", "improvement", "no_regression", "inconclusive", "invalid"]);
export type ComparisonStatus = z.infer<typeof comparisonStatusSchema>;

const bySeverity: readonly ComparisonStatus[] = [
  "regression",
  "invalid",
  "inconclusive",
  "improvement",
  "no_regression",
];

/** The first of these that is there: regression, invalid, inconclusive, improvement, no_regression. Nothing is invalid. */
export function worstStatus(statuses: Iterable<ComparisonStatus>): ComparisonStatus {
  const seen = new Set(statuses);
  return bySeverity.find((status) => seen.has(status)) ?? "invalid";
}

const nullable = z.number().nullable();

const comparedRunSchema = z.strictObject({
  id: z.string(),
  startedAt: z.string(),
  /** Directory, relative to that of the comparison where it lies inside. */
  dir: z.string(),
  /** Position in the order of a job that ran both sides; null when the runs were only found. */
  order: z.int().nullable(),
  /** Why it was left out; empty when it counts. */
  invalid: z.array(z.string()),
});
export type ComparedRun = z.infer<typeof comparedRunSchema>;

const sideSchema = z.strictObject({
  label: z.string(),
  /** What was set on this side only, in words; empty when nothing was. */
  settings: z.array(z.string()),
  /** Of its first run that counts; null when none does. */
  environment: environmentSchema.nullable(),
  runs: z.array(comparedRunSchema),
});
export type ComparedSide = z.infer<typeof sideSchema>;

const sampleSchema = z.strictObject({
  /** One per run that counts, in the order of the runs; null where that run does not say it, or only that it is beyond what was observed. */
  values: z.array(nullable),
  /** Runs whose value lies beyond what was observed; they rank above every number. */
  censored: z.int(),
  /** Null when it is censored or there is none. */
  median: nullable,
});
export type ComparedSample = z.infer<typeof sampleSchema>;

/** A ratio candidate / reference for metrics of scale `ratio`, a difference candidate - reference otherwise. */
const effectSchema = z.strictObject({
  estimate: z.number(),
  /** Two-sided interval at 1 - 2 alpha: each bound is one-sided at alpha. Null: not bounded on that side. */
  low: nullable,
  high: nullable,
  /** Confidence that the interval really has; less than asked when there are too few runs. */
  confidence: z.number(),
});
export type ComparedEffect = z.infer<typeof effectSchema>;

const comparedMetricSchema = z.strictObject({
  name: z.string(),
  title: z.string(),
  unit: z.enum(["ms", "perSecond", "share", "count"]),
  better: z.enum(["lower", "higher"]),
  /** How it was compared: a metric of ratios is compared by difference where a run gave zero. */
  scale: z.enum(["ratio", "difference"]),
  /** Primary metrics decide, together (Holm); secondary ones are only reported (Benjamini-Hochberg). */
  primary: z.boolean(),
  reference: sampleSchema,
  candidate: sampleSchema,
  /** Null without values on both sides, or where the middle of all pairs of runs is censored. */
  effect: effectSchema.nullable(),
  /** Change for the worse that counts: as a share (0.05 = 5 %) for ratios, in the metric's unit for differences. */
  floor: z.number(),
  /** One-sided, for worse. Exact and tie-aware where the sample allows it. */
  pWorse: nullable,
  pBetter: nullable,
  pWorseAdjusted: nullable,
  pBetterAdjusted: nullable,
  method: z.enum(["exact", "normal", "fisher", "none"]),
  /** Chance that a run of the candidate is worse than one of the reference, ties half: .5 is no difference. */
  probabilityWorse: nullable,
  /** Cross-check over complete pairs (signed-rank); null without pairs. */
  paired: z.strictObject({ pairs: z.int(), pWorse: z.number(), estimate: z.number(), agrees: z.boolean() }).nullable(),
  status: comparisonStatusSchema,
  /** A regression of which even the lower bound is above the floor. */
  severe: z.boolean(),
  /** One sentence a person understands alone. */
  summary: z.string(),
});
export type ComparedMetric = z.infer<typeof comparedMetricSchema>;

/** The whole distribution of one latency on both sides, over all runs that count; for the eye, not for the gate. */
const comparedLatencySchema = z.strictObject({
  /** `load.transfers.inclusion`. */
  name: z.string(),
  title: z.string(),
  /** Merged over runs: HDR histogram V2, compressed, base64, in microseconds. */
  reference: z.string(),
  candidate: z.string(),
  /** Where along the distribution it differs: medians of the runs' own deciles, and a 95 % interval of the shift between them. */
  shift: z.array(
    z.strictObject({
      decile: z.number(),
      referenceMs: z.number(),
      candidateMs: z.number(),
      lowMs: nullable,
      highMs: nullable,
    }),
  ),
  /** Area between the two distributions, and candidate minus reference of their means, in ms; less than the area: they cross. */
  areaMs: z.number(),
  /** Largest share by which the distribution functions lie apart: Kolmogorov and Smirnov's D, without a p. */
  gap: z.number(),
  meanDifferenceMs: z.number(),
});
export type ComparedLatency = z.infer<typeof comparedLatencySchema>;

const batchSchema = z.strictObject({
  reference: sideSchema,
  candidate: sideSchema,
  metrics: z.array(comparedMetricSchema),
  latencies: z.array(comparedLatencySchema),
  status: comparisonStatusSchema,
  summary: z.string(),
});
export type ComparedBatch = z.infer<typeof batchSchema>;

export const comparisonSchema = z.strictObject({
  version: z.literal(comparisonVersion),
  name: z.string(),
  description: z.string(),
  comparedAt: z.string(),
  chaindrillVersion: z.string(),
  design: z.strictObject({
    /** interleaved: one job ran both sides in random order. stored: runs that were there; their nights may differ. */
    kind: z.enum(["interleaved", "stored"]),
    pairs: z.int().nullable(),
    seed: z.number().nullable(),
    alpha: z.number(),
    /** Primary metrics: the family that alpha is shared by. */
    family: z.int(),
    /** Smallest one-sided p that these numbers of runs can give. */
    smallestP: z.number(),
    /** A regression fails only when a second batch of fresh runs shows it too. */
    confirms: z.boolean(),
  }),
  /** What is known to differ between the sides: version, setting, machine. */
  differences: z.array(z.strictObject({ what: z.string(), reference: z.string(), candidate: z.string() })),
  /** The first batch, and the one that was to confirm its regression. */
  batches: z.array(batchSchema).min(1),
  verdict: z.strictObject({ status: comparisonStatusSchema, summary: z.string() }),
  /** What a reader must know before believing it: nights differ, runs were replaced, paired test disagrees. */
  notes: z.array(z.string()),
});
export type Comparison = z.infer<typeof comparisonSchema>;

/** The same as a JSON Schema (draft 2020-12), for readers that are not ours. */
export const comparisonSchemaAsJson = (): object => z.toJSONSchema(comparisonSchema);
