// Capacity searches for tests, made by the real search on a simulated network, so that a report never shows what no
// search can say.

import { scalabilityOf } from "../analysis/capacity/scalability-of.ts";
import { nextStep } from "../analysis/capacity/search.ts";
import { formatDuration } from "../base/duration.ts";
import { type Capacity, capacityVersion, type Trial, type TrialOutcome } from "../model/capacity.ts";
import { hostileText } from "./hostile-result.ts";

const limitPerSecond = 330;
const sloMs = 2_000;

/** Its p99, which is what was asked at the limit. */
const tailMs = (perSecond: number): number => Math.round(sloMs * (perSecond / limitPerSecond) ** 4);

/** A network that includes 330/s and lets the rest wait. Its third trial is disturbed. */
export function sampleCapacity(changes: Partial<Capacity> = {}): Capacity {
  return capacityOf(({ perSecond }, index) => {
    if (index === 2) return { kind: "invalid", why: "the network did not become steady, though the load was met" };
    if (perSecond <= limitPerSecond) return { kind: "pass" };
    const why = `p99 is ${formatDuration(tailMs(perSecond))}, asked ${formatDuration(sloMs)}`;
    return { kind: "fail", reason: "latency", why, limit: "gas-limit", limitedBy: "blocks were 99 % full" };
  }, changes);
}

/** A search whose generator was the limit from 300/s on. */
export const generatorBoundCapacity = (): Capacity =>
  capacityOf(({ perSecond }) => {
    if (perSecond <= 300) return { kind: "pass" };
    const limitedBy = "it kept 1.0 of 2 cores busy";
    const why = `the generator was the limit: ${limitedBy}`;
    return { kind: "fail", reason: "generator-bound", why, limit: "generator", limitedBy };
  });

/** A search that did not get beyond its first rate. */
export const fruitlessCapacity = (): Capacity => capacityOf(() => ({ kind: "invalid", why: "the run was broken" }));

/** Hostile text wherever a run can put text of its own. */
export const hostileCapacity = (): Capacity => {
  const outcome: TrialOutcome = {
    kind: "fail",
    reason: "errors",
    why: hostileText,
    limit: "unknown",
    limitedBy: hostileText,
  };
  const names = { plan: hostileText, cluster: hostileText, backend: hostileText, load: hostileText };
  return capacityOf(({ perSecond }) => (perSecond < 100 ? { kind: "pass" } : outcome), names);
};

function capacityOf(
  judge: (wish: Trial["wish"], index: number) => TrialOutcome,
  changes: Partial<Capacity> = {},
): Capacity {
  const search = { startPerSecond: 200, capPerSecond: 20_000, precision: 1.05, trialsMax: 40, timeMaxMs: 5_400_000 };
  const trials: Trial[] = [];
  for (;;) {
    const step = nextStep(trials, search);
    if (step.kind === "trial") {
      trials.push(trialOf(step.wish, { outcome: judge(step.wish, trials.length), index: trials.length }));
      continue;
    }
    return {
      version: capacityVersion,
      plan: "capacity",
      cluster: "anvil-1",
      backend: "process",
      load: "transfers",
      machine: "linux x64, 2 cores, Example CPU, 24064 MiB, Node 24.21.0",
      startedAt: "2026-11-24T04:00:00.000Z",
      chaindrillVersion: "0.1.0",
      settings: { ...search, trialMs: 60_000, quantile: "p99", sloMs },
      answer: step.answer,
      trials,
      scalability: scalabilityOf(trials),
      ...changes,
    };
  }
}

/** What is beyond the limit stays in the pool. */
function trialOf(wish: Trial["wish"], { outcome, index }: { outcome: TrialOutcome; index: number }): Trial {
  const dir = `runs/20261124T04${String(index).padStart(2, "0")}00Z-capacity-${index}`;
  const tookMs = 60_000;
  if (outcome.kind === "invalid") return { wish, outcome, measured: null, tookMs, dir };
  const { perSecond } = wish;
  const p99Ms = tailMs(perSecond);
  const poolPerSecond = Math.max(0, perSecond - limitPerSecond);
  const measured = {
    seconds: 30,
    offeredPerSecond: perSecond,
    achievedPerSecond: perSecond,
    includedPerSecond: perSecond - poolPerSecond,
    p50Ms: 0.5 * p99Ms,
    p95Ms: 0.8 * p99Ms,
    p99Ms,
    poolPerSecond,
  };
  return { wish, outcome, measured, tookMs, dir };
}
