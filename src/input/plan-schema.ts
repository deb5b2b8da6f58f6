import { z } from "zod";
import { nodeRoles } from "../model/cluster.ts";
import { backendKinds } from "../model/node.ts";
import { corpusKinds, saturationMethods } from "../model/plan.ts";
import {
  dnsLabel,
  durationMs,
  nonEmptyText,
  positiveDurationMs,
  positiveRatePerSecond,
  ratePerSecond,
} from "./scalar-schemas.ts";

const rampSchema = z.strictObject({
  start: ratePerSecond,
  stages: z.array(z.strictObject({ target: ratePerSecond, for: positiveDurationMs })).min(1),
});

const poissonSchema = z.strictObject({ poisson: positiveRatePerSecond });

/** A rate that jumps to a peak and back. */
const spikeSchema = z.strictObject({
  spike: z.strictObject({
    base: ratePerSecond,
    peak: positiveRatePerSecond,
    after: positiveDurationMs,
    for: positiveDurationMs,
  }),
});

const anyLoad = {
  name: dnsLabel,
  requestTimeout: positiveDurationMs.default(2000),
  /** One way; the answer has it too. */
  relayDelay: durationMs.default(0),
  through: z.array(z.string()).min(1).optional(),
};

const k6LoadSchema = z.strictObject({
  engine: z.literal("k6").default("k6"),
  ...anyLoad,
  /** Relative to the plan. */
  script: nonEmptyText,
  rate: z.union([positiveRatePerSecond, rampSchema, poissonSchema, spikeSchema]),
  vus: z.int().min(1).max(10_000).optional(),
  corpus: z.enum(corpusKinds).optional(),
  generators: z.int().min(1).max(32).default(1),
  batch: z.int().min(1).max(1000).default(1),
  /** Told to the script as environment variables. */
  with: z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), z.coerce.string()).default({}),
});

const autocannonLoadSchema = z.strictObject({
  engine: z.literal("autocannon"),
  ...anyLoad,
  connections: z.int().min(1).max(10_000).default(32),
  pipelining: z.int().min(1).max(1000).default(1),
  mix: z.partialRecord(z.enum(saturationMethods), z.number().gt(0)).default({}),
});

const loadSchema = z.discriminatedUnion("engine", [k6LoadSchema, autocannonLoadSchema]);

const faultSchema = z.strictObject({
  name: dnsLabel,
  /** Relative to the plan. */
  manifest: nonEmptyText,
  /** metadata.name, for a manifest of several experiments. */
  experiment: nonEmptyText.optional(),
  at: durationMs.optional(),
  after: nonEmptyText.optional(),
  /** How long a Schedule goes on starting faults; it takes those that are going on with it. */
  for: positiveDurationMs.optional(),
});

const lostMax = z.int().min(0).optional();

const objectivesSchema = z.strictObject({
  rto: z.strictObject({ service: positiveDurationMs.optional(), node: positiveDurationMs.optional() }).prefault({}),
  rpo: z.strictObject({ L0: lostMax, L1: lostMax, L2: lostMax }).prefault({}),
  slo: z.array(nonEmptyText).default([]),
});

/** The structure of a plan file, with the defaults that need nothing else; `resolve-plan.ts` has the computed ones. */
export const planSchema = z.strictObject({
  apiVersion: z.literal("chaindrill/v1alpha1"),
  kind: z.literal("Plan"),
  metadata: z.strictObject({ name: dnsLabel, description: z.string().default("") }),
  spec: z.strictObject({
    kind: z.enum(["benchmark", "drill", "game-day"]).default("drill"),
    /** A name of fixtures/clusters, or a path relative to the plan. */
    cluster: nonEmptyText,
    backend: z.enum(backendKinds).default("process"),
    seed: z.int().default(1),
    load: z.array(loadSchema).default([]),
    steady: z
      .strictObject({ for: positiveDurationMs.default(10_000), within: positiveDurationMs.default(60_000) })
      .prefault({}),
    faults: z.array(faultSchema).default([]),
    measure: positiveDurationMs.default(20_000),
    limits: z
      .strictObject({
        maxTargets: z.int().min(1).optional(),
        keepHealthy: z.strictObject({ role: z.enum(nodeRoles), atLeast: z.int().min(0) }).optional(),
        maxDuration: positiveDurationMs.default(300_000),
      })
      .prefault({}),
    recovery: z
      .strictObject({ hold: positiveDurationMs.default(20_000), within: positiveDurationMs.default(120_000) })
      .prefault({}),
    objectives: objectivesSchema.prefault({}),
    canary: z
      .strictObject({
        rate: positiveRatePerSecond.prefault("2/s"),
        slo: positiveDurationMs.default(10_000),
        through: z.array(z.string()).min(1).optional(),
      })
      .prefault({}),
    probe: z
      .strictObject({ every: positiveDurationMs.optional(), timeout: positiveDurationMs.default(1000) })
      .prefault({}),
    minRateShare: z.number().gt(0).max(1).default(0.95),
  }),
});

export type PlanFile = z.output<typeof planSchema>;
export type PlanFileFault = PlanFile["spec"]["faults"][number];
export type PlanFileLoad = PlanFile["spec"]["load"][number];
