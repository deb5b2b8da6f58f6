// `result.json`: everything a report shows. Reports are drawn from this alone, so that one made live and one made from
// the stored run are identical.

import { z } from "zod";
import { verdictSchema, verdictStatusSchema } from "./verdict.ts";

/** 3: methods, fates and the structured bottleneck of a load. 2: latencies by phase, histograms, metrics, alerts, budgets. */
export const resultVersion = 3;

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

/** One kind of latency of a load: over the whole run, in the undisturbed steady stretch, and by window. */
const latencyTableSchema = z.strictObject({
  whole: latencySchema,
  steady: latencySchema,
  /** In order of time: "steady", each fault from its request to the next, "after". Windows merge to `whole`. */
  windows: z.array(z.strictObject({ window: z.string(), fromMs: ms, toMs: ms, latency: latencySchema })),
  /** Of the steady stretch, as HDR histogram V2, compressed, base64, in microseconds; null when it is empty. */
  histogram: z.string().nullable(),
});
export type LatencyTable = z.infer<typeof latencyTableSchema>;

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
  /**
   * How much slower canaries were included than in the undisturbed stretch, as STABL counts it; those given up count as
   * the plan's limit for canaries. Null without canaries on both sides; infinite when the service did not come back.
   */
  sensitivity: z
    .strictObject({
      scoreMs: nullableMs,
      infinite: z.boolean(),
      direction: z.enum(["slower", "faster", "same"]),
      before: z.int(),
      under: z.int(),
    })
    .nullable(),
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

/** What limited a load, or would be the first to. */
export const limitSchema = z.enum([
  "generator",
  "network-path",
  "pool",
  "gas-limit",
  "node-cpu",
  "machine",
  "none",
  "unknown",
]);
export type Limit = z.infer<typeof limitSchema>;

const bottleneckSchema = z.strictObject({
  limit: limitSchema,
  sentence: z.string(),
  /** Measurements that say so, in words with units. */
  evidence: z.array(z.string()),
});
export type Bottleneck = z.infer<typeof bottleneckSchema>;

const methodResultSchema = z.strictObject({
  method: z.string(),
  ok: z.int(),
  rejected: z.int(),
  unknown: z.int(),
  okPerSecond: z.number(),
  latency: latencySchema,
});
export type MethodResult = z.infer<typeof methodResultSchema>;

const loadResultSchema = z.strictObject({
  name: z.string(),
  /** open: operations start by the clock. closed: when the one before was answered, so that `offered` is what was started. */
  model: z.enum(["open", "closed"]),
  offered: z.int(),
  started: z.int(),
  dropped: z.int(),
  ok: z.int(),
  rejected: z.int(),
  unknown: z.int(),
  offeredPerSecond: z.number(),
  achievedPerSecond: z.number(),
  /** The undisturbed steady stretch alone; null in a run without one. `achieved` ended ok. */
  steady: z.strictObject({ seconds: z.number(), offered: z.int(), achieved: z.int(), dropped: z.int() }).nullable(),
  /** Over the whole run, and in the steady phase alone; from the intended start. */
  submit: latencyTableSchema,
  inclusion: latencyTableSchema.nullable(),
  errors: z.array(z.strictObject({ error: z.string(), count: z.int() })),
  /** By method, for reads; empty for transactions. */
  methods: z.array(methodResultSchema),
  /** How many transactions met which end (operation.ts, `fate`); null for reads. */
  fates: z.record(z.string(), z.int()).nullable(),
  bottleneck: bottleneckSchema,
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
  /** The same by fault, from its request to the next one's or the drain; what is outside of all faults is not here. */
  faults: z.array(
    z.strictObject({ fault: z.string(), good: z.int(), total: z.int(), budgetSpent: z.number().nullable() }),
  ),
  /** What a multi-window burn-rate alert would have done over these events, with a clean history before them. */
  alerts: z.array(
    z.strictObject({
      severity: z.enum(["page", "ticket"]),
      longMs: ms,
      shortMs: ms,
      factor: z.number(),
      /** First moment at which both windows burn faster than the factor; null: it must stay silent. */
      firesAtMs: nullableMs,
      /** First moment after that at which one of them no longer does; null when that lies behind the events. */
      resolvesAtMs: nullableMs,
      /** What would have been too little or enough, in words: "burns 3.1 of 14.4 at most". */
      note: z.string(),
    }),
  ),
});
export type SloResult = z.infer<typeof sloResultSchema>;

/**
 * One number of a run that another run's can be compared with. Null with `why` where the run does not say it;
 * `censored` where it is beyond what was observed, and ranks above every number.
 */
export const metricSchema = z.strictObject({
  /** Dotted: `load.transfers.inclusion.p50`, `rta.split.service`. */
  name: z.string(),
  title: z.string(),
  unit: z.enum(["ms", "perSecond", "share", "count"]),
  better: z.enum(["lower", "higher"]),
  /** ratio: compared by quotient. difference: may be zero, compared by difference. */
  scale: z.enum(["ratio", "difference"]),
  value: z.number().nullable(),
  censored: z.boolean(),
  /** How many measurements stand behind it. */
  count: z.int(),
  why: z.string().nullable(),
});
export type Metric = z.infer<typeof metricSchema>;

/** What must agree before numbers of two runs may be compared, each in words that a person can compare too. */
export const environmentSchema = z.strictObject({
  /** Cores, model, memory, system. */
  machine: z.string(),
  backend: z.string(),
  /** Plan, cluster, loads, faults and timings, without seed, clients and objectives: name and digest. */
  scenario: z.string(),
  /** Clients under test and their versions. */
  clients: z.string(),
  /** What measures: Chaindrill, Node and k6 with their versions. */
  harness: z.string(),
});
export type Environment = z.infer<typeof environmentSchema>;

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
  environment: environmentSchema,
  verdict: z.strictObject({ status: verdictStatusSchema, summary: z.string() }),
  verdicts: z.array(verdictSchema),
  metrics: z.array(metricSchema),
  /** Why its numbers must not be compared with other runs' (ARCHITECTURE.md, Measurement: validity); empty when they may. */
  invalid: z.array(z.string()),
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
