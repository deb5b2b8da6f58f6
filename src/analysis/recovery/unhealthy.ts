import type { Span } from "../windows.ts";

/** A stretch in which something was not well, as exact as the samples allow. Half open. */
export interface Unhealthy extends Span {
  /** What was wrong, as a phrase: "no new block", "canaries late". */
  readonly what: string;
  /** How far off its edges may be. */
  readonly resolutionMs: number;
  /** Events that show it. */
  readonly seqs: readonly number[];
}

/** What remains of the intervals inside the span, in order of time, with those that touch or overlap made one. */
export function mergeUnhealthy(intervals: readonly Unhealthy[], span: Span): Unhealthy[] {
  const clipped = intervals
    .map((one) => ({ ...one, fromMs: Math.max(one.fromMs, span.fromMs), toMs: Math.min(one.toMs, span.toMs) }))
    .filter((one) => one.toMs > one.fromMs)
    .toSorted((a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs);
  const merged: Unhealthy[] = [];
  for (const one of clipped) {
    const last = merged.at(-1);
    if (last === undefined || one.fromMs > last.toMs) merged.push(one);
    else merged[merged.length - 1] = join(last, one);
  }
  return merged;
}

function join(a: Unhealthy, b: Unhealthy): Unhealthy {
  return {
    fromMs: a.fromMs,
    toMs: Math.max(a.toMs, b.toMs),
    what: a.what.split(", ").includes(b.what) ? a.what : `${a.what}, ${b.what}`,
    // The later end decides when it was over, and so does its resolution.
    resolutionMs: b.toMs >= a.toMs ? b.resolutionMs : a.resolutionMs,
    seqs: [...a.seqs, ...b.seqs],
  };
}

/** The first, the last but one and the last tell it; an outage of a minute has hundreds in between. */
export const telling = (seqs: readonly number[]): number[] =>
  [...new Set([seqs[0], seqs.at(-2), seqs.at(-1)])].filter((seq) => seq !== undefined);
