// `capacity.json`: what a capacity search found, and every trial that says so.

import { z } from "zod";
import { limitSchema } from "./result.ts";

export const capacityVersion = 1;

/** Why a rate was too much. */
export const trialFailureSchema = z.enum(["drops", "errors", "backlog", "latency", "not-steady", "generator-bound"]);
export type TrialFailure = z.infer<typeof trialFailureSchema>;

export const trialOutcomeSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("pass") }),
  z.strictObject({
    kind: z.literal("fail"),
    reason: trialFailureSchema,
    why: z.string(),
    limit: limitSchema,
    /** What the run says of its limit. */
    limitedBy: z.string(),
  }),
  /** Says nothing about the rate: the network was sick, the machine disturbed, the run broken off. */
  z.strictObject({ kind: z.literal("invalid"), why: z.string() }),
]);
export type TrialOutcome = z.infer<typeof trialOutcomeSchema>;

export const trialWishSchema = z.strictObject({
  perSecond: z.number(),
  purpose: z.enum(["bracket", "narrow", "confirm"]),
});
export type TrialWish = z.infer<typeof trialWishSchema>;

/**
 * What was measured of a trial in its steady stretch, or in all of it when it did not become steady; null where too
 * little came of it.
 */
export const trialMeasuredSchema = z.strictObject({
  seconds: z.number(),
  offeredPerSecond: z.number(),
  achievedPerSecond: z.number(),
  /** Into blocks meanwhile: what was left in the pool is not counted; null for reads. */
  includedPerSecond: z.number().nullable(),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
  /** Pending transactions gained a second (median slope); null where no pool was seen. */
  poolPerSecond: z.number().nullable(),
});
export type TrialMeasured = z.infer<typeof trialMeasuredSchema>;

export const trialSchema = z.strictObject({
  wish: trialWishSchema,
  outcome: trialOutcomeSchema,
  measured: trialMeasuredSchema.nullable(),
  /** From the start of its run to the verdict. */
  tookMs: z.number(),
  /** The run's directory, relative to the job's. */
  dir: z.string(),
});
export type Trial = z.infer<typeof trialSchema>;

export const capacityAnswerSchema = z.discriminatedUnion("kind", [
  /** `low` was confirmed; `high` failed at least twice, or is null where the cap was reached without a failure. */
  z.strictObject({
    kind: z.literal("found"),
    low: z.number(),
    high: z.number().nullable(),
    reason: trialFailureSchema.nullable(),
    /** The same in numbers. */
    why: z.string().nullable(),
    /** What limited the trial at `high`. */
    limit: limitSchema.nullable(),
    limitedBy: z.string().nullable(),
  }),
  z.strictObject({ kind: z.literal("unknown"), why: z.string() }),
]);
export type CapacityAnswer = z.infer<typeof capacityAnswerSchema>;

export const capacitySchema = z.strictObject({
  version: z.literal(capacityVersion),
  plan: z.string(),
  cluster: z.string(),
  backend: z.string(),
  load: z.string(),
  machine: z.string(),
  startedAt: z.string(),
  chaindrillVersion: z.string(),
  settings: z.strictObject({
    startPerSecond: z.number(),
    capPerSecond: z.number(),
    trialMs: z.number(),
    precision: z.number(),
    /** Bounds of the search: so many trials, so much time. */
    trialsMax: z.int(),
    timeMaxMs: z.number(),
    quantile: z.enum(["p95", "p99"]),
    sloMs: z.number(),
  }),
  answer: capacityAnswerSchema,
  trials: z.array(trialSchema),
  /** Throughput over concurrency (Little's law), by Gunther's law; null with too few different points. */
  scalability: z
    .strictObject({
      contention: z.number(),
      coherency: z.number(),
      /** Concurrency of the largest throughput; null: no peak in the range that was measured. */
      peak: z.number().nullable(),
    })
    .nullable(),
});
export type Capacity = z.infer<typeof capacitySchema>;

/** The same as a JSON Schema (draft 2020-12), for readers that are not ours. */
export const capacitySchemaAsJson = (): object => z.toJSONSchema(capacitySchema);
