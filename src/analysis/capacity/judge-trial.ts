// Did the network take this rate? Judged from the result of a run, and from how its pool grew meanwhile.
//
//   generator-bound   the generator was the limit: the network was not asked for this rate
//   drops             an iteration found no free user: answers came too late, or not at all
//   errors            more than one in a hundred was refused, or had no answer
//   backlog           less than 99 % of what was offered was included, or the pool grew by more than 5 % of it, and by
//                     more than comes between two blocks, which is there or not by chance
//   latency           the quantile asked for is above what was asked
//   not-steady        the load did not come to its rate in the time that the plan gives it

import { formatDuration } from "../../base/duration.ts";
import type { TrialFailure, TrialMeasured, TrialOutcome } from "../../model/capacity.ts";
import { cutOff } from "../../model/operation.ts";
import type { LatencySummary, LoadResult, Result } from "../../model/result.ts";
import { fitTrend } from "../stats/theil-sen.ts";

export interface TrialCriteria {
  /** The load that is searched. */
  readonly load: string;
  readonly quantile: "p95" | "p99";
  /** Of inclusion, or of the answer where nothing is included. */
  readonly sloMs: number;
  readonly blockPeriodMs: number;
}

/** A look at the pool of a node that the load talks to, in the stretch that is measured. */
export interface PoolLook {
  readonly atMs: number;
  readonly pending: number;
}

export interface JudgedTrial {
  readonly outcome: TrialOutcome;
  readonly measured: TrialMeasured | null;
}

const errorShareMax = 0.01;
const includedShareMin = 0.99;
const grownShareMax = 0.05;

/** Judges one run. */
export function judgeTrial(
  result: Result,
  options: { criteria: TrialCriteria; pool: readonly PoolLook[] },
): JudgedTrial {
  const { criteria, pool } = options;
  const load = result.loads.find(({ name }) => name === criteria.load);
  if (load === undefined) return invalid(`the run has no load ${criteria.load}`);
  const { endedHow } = result.run;
  if (endedHow === "not-steady") return judgeUnsteady(load, pool);
  if (endedHow !== "completed") return invalid(`the run was ${endedHow}`);
  if (load.steady === null || load.steady.seconds <= 0) return invalid("the run had no steady stretch");
  const measured = measure({ ...load.steady, latency: latencyOf(load).steady, pool });
  const failure = failureOf({ load, measured, criteria });
  if (failure === undefined) return { outcome: { kind: "pass" }, measured };
  const { limit, sentence } = load.bottleneck;
  return { outcome: { kind: "fail", ...failure, limit, limitedBy: sentence }, measured };
}

const invalid = (why: string): JudgedTrial => ({ outcome: { kind: "invalid", why }, measured: null });

/** A run that waits for its rate in vain is an answer; one that waits for a healthy network is none. */
function judgeUnsteady(load: LoadResult, pool: readonly PoolLook[]): JudgedTrial {
  const { ok, offered, offeredPerSecond } = load;
  if (offered === 0 || ok >= includedShareMin * offered) {
    return invalid("the network did not become steady, though the load was met");
  }
  const { limit, sentence: limitedBy } = load.bottleneck;
  const why = `the run did not become steady: ${ok} of ${offered} operations done`;
  const reason = limit === "generator" ? "generator-bound" : "not-steady";
  const seconds = offeredPerSecond > 0 ? offered / offeredPerSecond : 0;
  // It ended before its transactions were followed into blocks: only the pool tells what became of them.
  const isMeasured = seconds > 0 && (load.inclusion === null || pool.length > 0);
  const latency = { ...latencyOf(load).whole, count: ok };
  const measured = isMeasured ? measure({ seconds, offered, achieved: ok, latency, pool }) : null;
  return { outcome: { kind: "fail", reason, why, limit, limitedBy }, measured };
}

interface Measurable {
  readonly seconds: number;
  readonly offered: number;
  readonly achieved: number;
  readonly latency: Latency;
  readonly pool: readonly PoolLook[];
}

function measure({ seconds, offered, achieved, latency, pool }: Measurable): TrialMeasured {
  const slope = fitTrend(pool.map(({ atMs, pending }) => ({ x: atMs / 1000, y: pending })))?.slope;
  const { count, p50, p95, p99, isInclusion } = latency;
  // What is sent while a pool grows is included later, and counted in the end as if it had been included meanwhile.
  const cleared = achieved - Math.max(0, slope ?? 0) * seconds;
  return {
    seconds,
    offeredPerSecond: offered / seconds,
    achievedPerSecond: achieved / seconds,
    includedPerSecond: isInclusion ? Math.max(0, Math.min(count, cleared)) / seconds : null,
    p50Ms: p50,
    p95Ms: p95,
    p99Ms: p99,
    poolPerSecond: slope ?? null,
  };
}

type Latency = LatencySummary & { readonly isInclusion: boolean };

/** Of inclusion where there is any, and of the answer otherwise. */
function latencyOf({ inclusion, submit }: LoadResult): { readonly steady: Latency; readonly whole: Latency } {
  const { steady, whole } = inclusion ?? submit;
  const isInclusion = inclusion !== null;
  return { steady: { ...steady, isInclusion }, whole: { ...whole, isInclusion } };
}

function failureOf(options: {
  load: LoadResult;
  measured: TrialMeasured;
  criteria: TrialCriteria;
}): { reason: TrialFailure; why: string } | undefined {
  const { load, measured, criteria } = options;
  const { offered = 0, achieved = 0, dropped = 0, seconds = 0 } = load.steady ?? {};
  const due = offered - excusedOf(load, { measured, criteria });
  const ofDue = (count: number) => `${count} of ${due}`;
  if (load.bottleneck.limit === "generator") {
    return { reason: "generator-bound", why: `the generator was the limit: ${load.bottleneck.sentence}` };
  }
  if (dropped > 0) return { reason: "drops", why: `${dropped} of ${offered} iterations were dropped` };
  const missing = due - achieved;
  if (missing > errorShareMax * due) {
    return { reason: "errors", why: `${ofDue(missing)} operations were refused or not answered${mostly(load)}` };
  }
  if (load.inclusion !== null && load.inclusion.steady.count < includedShareMin * due) {
    return { reason: "backlog", why: `${ofDue(load.inclusion.steady.count)} transactions were included` };
  }
  const grown = (measured.poolPerSecond ?? 0) * seconds;
  const inOneBlock = (measured.offeredPerSecond * criteria.blockPeriodMs) / 1000;
  if (grown > Math.max(grownShareMax * offered, inOneBlock)) {
    return { reason: "backlog", why: `the pool grew by ${Math.round(grown)} transactions in ${Math.round(seconds)} s` };
  }
  return latencyFailure(latencyOf(load).steady, criteria);
}

/** On their way when the load was stopped, and not late yet: nobody knows what would have become of them. */
function excusedOf(load: LoadResult, options: { measured: TrialMeasured; criteria: TrialCriteria }): number {
  const stopped = load.errors.find(({ error }) => error === cutOff)?.count ?? 0;
  return Math.min(stopped, Math.floor((options.measured.offeredPerSecond * options.criteria.sloMs) / 1000));
}

/** The most frequent error of the whole run. */
function mostly({ errors }: LoadResult): string {
  const first = errors.find(({ error }) => error !== cutOff);
  return first === undefined ? "" : `, mostly: ${first.error}`;
}

/** Where there are too few for a p99 (ARCHITECTURE.md, Measurement) the p95 is judged, as a rate that low has no tail yet. */
function latencyFailure(latency: LatencySummary, { quantile, sloMs }: TrialCriteria) {
  const name = latency[quantile] === null ? "p95" : quantile;
  const value = latency[name];
  if (value === null || value <= sloMs) return undefined;
  const why = `${name} is ${formatDuration(Math.round(value))}, asked ${formatDuration(sloMs)}`;
  return { reason: "latency", why } as const;
}
