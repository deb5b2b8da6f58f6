// `result.json`: everything a report shows. Reports are drawn from this alone, so that one made live and one made from
// the stored run are identical.

import { z } from "zod";
import { verdictSchema, verdictStatusSchema } from "./verdict.ts";

export const resultVersion = 1;

const ms = z.number();
const nullableMs = z.number().nullable();

/** Percentiles are null below the sample size that supports them: n >= ln(.05)/ln(q) (ARCHITECTURE.md, Measurement). */
const latencySchema = z.strictObject({
  count: z.int(),
  p50: nullableMs,
  p90: nullableMs,
  p95: nullableMs,
  p99: nullableMs,
  p999: nullableMs,
  max: nullableMs,
});
export type LatencySummary = z.infer<typeof latencySchema>;

/** Recovery of one thing (the service, or a node) from one fault. Times in ms; see ARCHITECTURE.md, Measurement. */
const recoverySchema = z.strictObject({
  /** "service" or a node's id. */
  subject: z.string(),
  /** no-impact: it was never unhealthy. censored: not recovered when observation ended. */
  kind: z.enum(["recovered", "no-impact", "censored", "unknown"]),
  impactAtMs: nullableMs,
  recoveredAtMs: nullableMs,
  fromInjectionMs: nullableMs,
  fromImpactMs: nullableMs,
  /** Negative: tolerated while the fault was still on. */
  fromClearingMs: nullableMs,
  /** Total unhealthy time since injection; more than fromImpact to recovery means it flapped. */
  unavailableMs: nullableMs,
  /** The measurement's own resolution: +- this. */
  resolutionMs: ms,
  note: z.string().nullable(),
});
export type Recovery = z.infer<typeof recoverySchema>;

const faultResultSchema = z.strictObject({
  name: z.string(),
  faultType: z.string(),
  experiment: z.string(),
  targets: z.array(z.string()),
  peers: z.array(z.string()),
  requestedAtMs: nullableMs,
  activeAtMs: nullableMs,
  revertedAtMs: nullableMs,
  /** Asked to seen from outside. */
  injectionMs: nullableMs,
  bit: z.enum(["yes", "no", "not-injected"]),
  why: z.string().nullable(),
  recoveries: z.array(recoverySchema),
  reorgDepthMax: z.int().nullable(),
});
export type FaultResult = z.infer<typeof faultResultSchema>;

const rpoLevelSchema = z.strictObject({
  level: z.enum(["L0", "L1", "L2"]),
  acknowledged: z.int(),
  lost: z.int(),
  moved: z.int(),
  reorgDepthMax: z.int(),
  /** Impact to the oldest lost acknowledgement; 0 when nothing was lost. */
  lossSpanMs: nullableMs,
  /** With 0 lost of N: 95 % upper bound on the loss rate. */
  lossRateUpper95: z.number().nullable(),
  lostHashes: z.array(z.string()),
});
export type RpoLevel = z.infer<typeof rpoLevelSchema>;

const loadResultSchema = z.strictObject({
  name: z.string(),
  offered: z.int(),
  started: z.int(),
  dropped: z.int(),
  ok: z.int(),
  rejected: z.int(),
  unknown: z.int(),
  offeredPerSecond: z.number(),
  achievedPerSecond: z.number(),
  /** Over the whole run, and in the steady phase alone; from the intended start. */
  submit: z.strictObject({ whole: latencySchema, steady: latencySchema }),
  inclusion: z.strictObject({ whole: latencySchema, steady: latencySchema }).nullable(),
  errors: z.array(z.strictObject({ error: z.string(), count: z.int() })),
  /** Who was the limit when the rate was missed: generator, node, network; null when it was met. */
  bottleneck: z.string().nullable(),
});
export type LoadResult = z.infer<typeof loadResultSchema>;

const sloResultSchema = z.strictObject({
  name: z.string(),
  displayName: z.string(),
  good: z.int(),
  total: z.int(),
  share: z.number().nullable(),
  target: z.number(),
  /** Share of the period's error budget this run spent. */
  budgetSpent: z.number().nullable(),
});
export type SloResult = z.infer<typeof sloResultSchema>;

/** Columns of the timeline, one value per bucket; null where nothing was seen. */
const seriesSchema = z.strictObject({
  bucketMs: ms,
  buckets: z.int(),
  heights: z.record(z.string(), z.array(z.number().nullable())),
  loads: z.record(
    z.string(),
    z.strictObject({
      offered: z.array(z.number()),
      achieved: z.array(z.number()),
      p50: z.array(z.number().nullable()),
      p99: z.array(z.number().nullable()),
    }),
  ),
  /** Inclusion latency of canaries by bucket of intended send; null without canary, -1 when one was given up. */
  canary: z.array(z.number().nullable()),
  coresBusy: z.array(z.number().nullable()),
});
export type Series = z.infer<typeof seriesSchema>;

const phaseSpanSchema = z.strictObject({ phase: z.string(), fromMs: ms, toMs: ms });

export const resultSchema = z.strictObject({
  version: z.literal(resultVersion),
  run: z.strictObject({
    id: z.string(),
    plan: z.string(),
    description: z.string(),
    kind: z.string(),
    cluster: z.string(),
    backend: z.string(),
    seed: z.number(),
    startedAt: z.string(),
    durationMs: ms,
    endedHow: z.string(),
    commit: z.string().nullable(),
    chaindrillVersion: z.string(),
    tools: z.array(z.strictObject({ name: z.string(), version: z.string(), how: z.string() })),
    machine: z.string(),
    nodes: z.array(z.strictObject({ id: z.string(), role: z.string(), client: z.string() })),
    observers: z.array(z.string()),
  }),
  verdict: z.strictObject({ status: verdictStatusSchema, summary: z.string() }),
  verdicts: z.array(verdictSchema),
  faults: z.array(faultResultSchema),
  rpo: z.array(rpoLevelSchema),
  loads: z.array(loadResultSchema),
  slos: z.array(sloResultSchema),
  canary: z.strictObject({ sent: z.int(), included: z.int(), bad: z.int(), latency: latencySchema }),
  phases: z.array(phaseSpanSchema),
  series: seriesSchema,
  /** Files of the run directory worth opening, relative to it. */
  evidenceFiles: z.array(z.string()),
});
export type Result = z.infer<typeof resultSchema>;

/** The same as a JSON Schema (draft 2020-12), for readers that are not ours. */
export const resultSchemaAsJson = (): object => z.toJSONSchema(resultSchema);
