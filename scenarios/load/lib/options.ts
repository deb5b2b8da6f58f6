// Options of a load from its environment (`k6 run -e RATE=40 ...`), so that the harness and a person at a shell set
// the same things in the same way:
//
//   RPC_URLS         comma-separated endpoints       RATE      operations per second, evenly; or
//   VUS              requests in flight at most      STAGES    {"startPerSecond": 0, "stages": [{"targetPerSecond": 50, "durationMs": 10000}]}
//   REQUEST_TIMEOUT  k6 duration                     POISSON   operations per second, at random times
//   BATCH            operations in one request       DURATION  k6 duration; with STAGES, how long the last rate is held
//   SEED             of everything that is random

import { SharedArray } from "k6/data";
import type { Options } from "k6/options";
import { createSchedule, leadMs, poissonBlockStarts, type Schedule, type ScheduleShape } from "./schedule.ts";

export interface LoadDefaults {
  readonly perSecond: number;
  readonly duration: string;
  readonly vus: number;
  /** Operations in one JSON-RPC batch request; 1 when it is left out. */
  readonly batch?: number;
}

interface Stages {
  readonly startPerSecond: number;
  readonly stages: readonly { readonly targetPerSecond: number; readonly durationMs: number }[];
}

/** An environment variable, or its default when it is not set or empty. */
export const setting = (name: string, fallback: string): string => __ENV[name] || fallback;

export const endpoints: readonly string[] = setting("RPC_URLS", "http://127.0.0.1:8545").split(",");
export const requestTimeout: string = setting("REQUEST_TIMEOUT", "10s");
export const vusOf = (defaults: LoadDefaults): number => Number(setting("VUS", `${defaults.vus}`));

/**
 * An open model: operations start by the clock, whether or not earlier ones have been answered. It is not one of k6's
 * arrival-rate executors: those tell neither which tick an iteration belongs to nor, without an output that costs more
 * than the request, which ticks were dropped. Here each user takes the next place and waits for it (operation.ts).
 */
export function loadOptions(defaults: LoadDefaults): Options {
  const shape = shapeOf(defaults);
  const rampMs = shape.kind === "ramping" ? shape.stages.reduce((sum, stage) => sum + stage.durationMs, 0) : 0;
  const durationMs = rampMs + toMs(setting("DURATION", defaults.duration));
  const batchSize = Number(setting("BATCH", `${defaults.batch ?? 1}`));
  planned = { schedule: scheduleOf(requestsOf(shape, batchSize), durationMs), durationMs, batchSize };
  return users(defaults, leadMs + durationMs);
}

/** Users that act by a clock of their own, such as subscribers, for the duration. */
export function observerOptions(defaults: LoadDefaults): Options {
  return users(defaults, toMs(setting("DURATION", defaults.duration)));
}

function users(defaults: LoadDefaults, durationMs: number): Options {
  const duration = `${Math.ceil(durationMs)}ms`;
  return {
    scenarios: { load: { executor: "constant-vus", vus: vusOf(defaults), duration, gracefulStop: "1s" } },
    // Tags would only cost time: what is known of an operation is in its own lines (report.ts).
    systemTags: [],
    userAgent: "chaindrill",
  };
}

export interface PlannedLoad {
  /** Of requests: a batch is one. */
  readonly schedule: Schedule;
  readonly durationMs: number;
  /** Operations in one request. */
  readonly batchSize: number;
}

let planned: PlannedLoad | undefined;

/** What `loadOptions` has made of the environment. */
export function plannedLoad(): PlannedLoad {
  if (planned === undefined) throw new Error("a script with operations must export options = loadOptions(...)");
  return planned;
}

function scheduleOf(shape: ScheduleShape, durationMs: number): Schedule {
  const seed = Number(setting("SEED", "1"));
  if (shape.kind !== "poisson") return createSchedule({ shape, seed });
  // Made once, while the script is loaded: only then k6 shares an array between users.
  const starts = () => poissonBlockStarts({ perSecond: shape.perSecond, seed, untilMs: durationMs });
  return createSchedule({ shape, seed, blockStarts: new SharedArray("arrivals", starts) });
}

function shapeOf(defaults: LoadDefaults): ScheduleShape {
  const stages = setting("STAGES", "");
  if (stages !== "") return { kind: "ramping", ...(JSON.parse(stages) as Stages) };
  const poisson = setting("POISSON", "");
  if (poisson !== "") return { kind: "poisson", perSecond: Number(poisson) };
  return { kind: "constant", perSecond: Number(setting("RATE", `${defaults.perSecond}`)) };
}

function requestsOf(shape: ScheduleShape, batchSize: number): ScheduleShape {
  if (shape.kind !== "ramping") return { ...shape, perSecond: shape.perSecond / batchSize };
  const { startPerSecond, stages } = shape;
  return {
    kind: "ramping",
    startPerSecond: startPerSecond / batchSize,
    stages: stages.map((stage) => ({ ...stage, targetPerSecond: stage.targetPerSecond / batchSize })),
  };
}

const unitMs: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** "1m30s" in milliseconds. https://grafana.com/docs/k6/latest/using-k6/k6-options/reference/#duration */
export function toMs(duration: string): number {
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join("") !== duration) {
    throw new Error(`a duration such as 90s or 1m30s was expected, not "${duration}"`);
  }
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (unitMs[unit ?? ""] ?? 0), 0);
}
