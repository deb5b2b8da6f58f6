// What a capacity search found, in words that all its reports share.

import { assertNever } from "../../base/assert.ts";
import type { Capacity, Trial, TrialMeasured } from "../../model/capacity.ts";
import { formatMs, formatRate, formatShare, notMeasured } from "../format.ts";

/** One sentence: the answer. */
export function describeAnswer({ answer, load }: Capacity): string {
  if (answer.kind === "unknown") return `The capacity of ${load} is unknown: ${answer.why}.`;
  const { low, high, reason } = answer;
  if (high === null) return `${load} sustains at least ${formatRate(low)}; nothing above was tried.`;
  if (reason === "generator-bound") {
    return `${load} sustains at least ${formatRate(low)}; at ${formatRate(high)} the generator is the limit, so this is no measurement of the network.`;
  }
  return `${load} sustains ${formatRate(low)}, and not ${formatRate(high)}.`;
}

/** Why it is not more; undefined when nothing failed. */
export function describeLimit({ answer }: Capacity): string | undefined {
  if (answer.kind === "unknown" || answer.high === null) return undefined;
  const { high, reason, why, limit, limitedBy } = answer;
  const failure = `At ${formatRate(high)}, ${reason}: ${why}`;
  if (reason === "generator-bound") return `${failure}.`; // its own reason names the limit
  if (limit === "none") return `${failure}; nothing was at its limit.`;
  return limit === "unknown"
    ? `${failure}; limit unknown: ${limitedBy}.`
    : `${failure}; limited by ${limit}: ${limitedBy}.`;
}

/** What was asked of every trial. */
export function describeCriteria({ settings, cluster, backend }: Capacity): string {
  const { quantile, sloMs, trialMs } = settings;
  return `${cluster} on the ${backend} backend; asked: no drops, 99 % done and included, ${quantile} within ${formatMs(sloMs)}, a pool that does not grow; ${formatMs(trialMs / 2)} a trial, ${formatMs(trialMs)} to confirm`;
}

/** What the curve says of more concurrency, by Gunther's law. */
export function describeScalability({ scalability }: Capacity): string | undefined {
  if (scalability === null) return undefined;
  const { contention, coherency, peak } = scalability;
  const where =
    peak === null ? "no peak in the range that was measured" : `throughput is highest at ${peak.toFixed(0)} in flight`;
  return `Over concurrency (Little's law): contention ${formatShare(contention)}, coherency ${coherency === 0 ? "0" : coherency.toPrecision(2)}; ${where}.`;
}

export function outcomeWord({ outcome }: Trial): string {
  switch (outcome.kind) {
    case "pass":
      return "pass";
    case "fail":
      return outcome.reason;
    case "invalid":
      return "invalid";
    default:
      return assertNever(outcome);
  }
}

/** What a trial had done a second: into blocks, or answered where there is nothing to include. */
export const doneOf = (measured: TrialMeasured | null): number | null =>
  measured === null ? null : (measured.includedPerSecond ?? measured.achievedPerSecond);

/** Cells of a trial, in the order of `trialColumns`. */
export function trialCells(trial: Trial): readonly string[] {
  const { wish, measured, outcome } = trial;
  const done = doneOf(measured);
  return [
    formatRate(wish.perSecond),
    wish.purpose,
    outcomeWord(trial),
    done === null ? notMeasured : formatRate(done),
    formatMs(measured?.p50Ms ?? null),
    formatMs(measured?.p99Ms ?? measured?.p95Ms ?? null),
    outcome.kind === "pass" ? "" : outcome.why,
  ];
}

export const trialColumns = [
  { title: "offered", align: "right" },
  { title: "to", align: "left" },
  { title: "verdict", align: "left" },
  { title: "done", align: "right" },
  { title: "p50", align: "right" },
  { title: "p99", align: "right" },
  { title: "why", align: "left" },
] as const;

/** One trial in a line, for those who wait. */
export function describeTrial(trial: Trial): string {
  const [offered, purpose, word, done, p50, p99, why] = trialCells(trial);
  const end = why === "" ? "" : `: ${why}`;
  return `${offered} (${purpose}) ${word}, ${done} done, p50 ${p50}, p99 ${p99}${end}`;
}
