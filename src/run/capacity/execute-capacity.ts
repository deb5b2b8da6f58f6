// A capacity search: one whole run for each trial, on a network of its own, until the bounds are close.
//
//   <runs>/<utc>-<plan>-capacity-<id>/   capacity.json    the answer and all trials, written anew after each
//                                        runs/<run>/      a run directory each, as `chaindrill run` makes them

import path from "node:path";
import { judgeTrial, type PoolLook } from "../../analysis/capacity/judge-trial.ts";
import { scalabilityOf } from "../../analysis/capacity/scalability-of.ts";
import { nextStep, type SearchOptions } from "../../analysis/capacity/search.ts";
import { uniqueToken } from "../../base/random.ts";
import { runDirectoryAt, runDirectoryName } from "../../journal/run-directory.ts";
import {
  type Capacity,
  type CapacityAnswer,
  capacityVersion,
  type Trial,
  type TrialWish,
} from "../../model/capacity.ts";
import type { RunEvent } from "../../model/event.ts";
import type { Plan } from "../../model/plan.ts";
import { describeMachine } from "../../platform/machine.ts";
import { runInJob } from "../run-in-job.ts";
import type { RunRequest } from "../run-request.ts";
import { signingPlan, trialPlan } from "./trial-plan.ts";

export interface CapacityRequest extends Omit<RunRequest, "onEvent"> {
  /** Name of the load whose rate is searched. */
  readonly load: string;
  readonly search: SearchOptions;
  /** How long a trial that confirms is measured; one that brackets or narrows takes half. */
  readonly trialMs: number;
  readonly quantile: "p95" | "p99";
  readonly sloMs: number;
  /** A search that ended early, with the directory that it is in: its trials count. */
  readonly resumed?: CapacityOutcome | undefined;
  /** Told before each trial; what it returns hears the run's events. */
  readonly onTrial: (plan: Plan, wish: TrialWish) => (event: RunEvent) => void;
  /** Told after each. */
  readonly onTrialDone: (trial: Trial) => void;
}

export interface CapacityOutcome {
  readonly dir: string;
  readonly capacity: Capacity;
}

/** Searches until there is an answer. Rejects when it is interrupted or cannot go on; the trials until then stay. */
export async function executeCapacity(request: CapacityRequest): Promise<CapacityOutcome> {
  const { plan, clock, resumed, runsDir } = request;
  const startedAtWallMs = resumed === undefined ? clock.wallMs() : Date.parse(resumed.capacity.startedAt);
  const name = runDirectoryName({ startedAtWallMs, plan: `${plan.name}-capacity`, runId: uniqueToken() });
  const directory = runDirectoryAt(resumed?.dir ?? path.join(runsDir, name));
  const trials: Trial[] = [...(resumed?.capacity.trials ?? [])];
  const save = (answer: CapacityAnswer): Capacity => {
    const capacity = describe(request, { startedAtWallMs, answer, trials });
    directory.write("capacity.json", `${JSON.stringify(capacity, null, 2)}\n`);
    return capacity;
  };
  for (;;) {
    const step = nextStep(trials, request.search);
    if (step.kind === "answer") return { dir: directory.dir, capacity: save(step.answer) };
    const trial = await makeTrial(request, { wish: step.wish, dir: directory.dir });
    trials.push(trial);
    request.onTrialDone(trial);
    save({ kind: "unknown", why: `the search ended after ${trials.length} trials` });
  }
}

async function makeTrial(request: CapacityRequest, { wish, dir }: { wish: TrialWish; dir: string }): Promise<Trial> {
  const { load, trialMs, quantile, sloMs, clock } = request;
  const measureMs = wish.purpose === "confirm" ? trialMs : trialMs / 2;
  const of = { load, perSecond: wish.perSecond, startPerSecond: request.search.startPerSecond };
  const plan = trialPlan(request.plan, { ...of, measureMs });
  const signFor = signingPlan(request.plan, { ...of, measureMs: trialMs });
  const hear = request.onTrial(plan, wish);
  const pool = watchPool(plan, load);
  const onEvent = (event: RunEvent) => {
    pool.hear(event);
    hear(event);
  };
  const startedAtMs = clock.nowMs();
  const outcome = await runInJob({ ...request, plan, signFor, onEvent, runsDir: path.join(dir, "runs") });
  const { blockPeriodMs } = plan.cluster.consensus;
  const criteria = { load, quantile, sloMs, blockPeriodMs };
  const judged = judgeTrial(outcome.result, { criteria, pool: pool.looks });
  return { wish, ...judged, tookMs: Math.round(clock.nowMs() - startedAtMs), dir: path.relative(dir, outcome.dir) };
}

/** Looks at the pools of the nodes that the load talks to: in the steady stretch, or before it where there was none. */
function watchPool(plan: Plan, load: string): { readonly looks: PoolLook[]; hear(event: RunEvent): void } {
  const through = new Set<string>(plan.loads.find(({ name }) => name === load)?.through);
  const looks: PoolLook[] = [];
  let isMeasured = false;
  return {
    looks,
    hear(event) {
      if (event.type === "phase.entered") {
        isMeasured = event.phase === "steady" || event.phase === "faults";
        if (isMeasured) looks.length = 0;
      }
      if (!isMeasured || event.type !== "probe.sampled" || !event.answered || event.pending === null) return;
      if (through.has(event.node)) looks.push({ atMs: event.atMs, pending: event.pending });
    },
  };
}

function describe(
  request: CapacityRequest,
  { startedAtWallMs, answer, trials }: { startedAtWallMs: number; answer: CapacityAnswer; trials: readonly Trial[] },
): Capacity {
  const { plan, search, trialMs, quantile, sloMs } = request;
  return {
    version: capacityVersion,
    plan: plan.name,
    cluster: plan.cluster.name,
    backend: plan.backend,
    load: request.load,
    machine: describeMachine(request.machine),
    startedAt: new Date(startedAtWallMs).toISOString(),
    chaindrillVersion: request.version,
    settings: { ...search, trialMs, quantile, sloMs },
    answer,
    trials: [...trials],
    scalability: scalabilityOf(trials),
  };
}
