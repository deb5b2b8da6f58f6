// R1 (ARCHITECTURE.md, Measurement): do blocks come? The service's height is the best that any observer has. Between
// two first sightings of new best heights more than `gapMsMax` may not pass; if it does, it was unhealthy from the
// moment the next block was due.

import type { HeadHistory } from "../chain/replay-heads.ts";
import { ascending, quantileOf } from "../quantile.ts";
import { isWithin, type Span } from "../windows.ts";
import type { Unhealthy } from "./unhealthy.ts";

export interface BlockRhythm {
  readonly medianGapMs: number;
  readonly gapMsMax: number;
  /** False: too few blocks in the steady phase, the declared block period stands in. */
  readonly measured: boolean;
}

const gapsMin = 5;

/** How often blocks come while nothing is wrong: g = max(3 x median, p99.9) of the steady phase's gaps. */
export function measureRhythm(
  history: HeadHistory,
  options: { steady: Span | undefined; blockPeriodMs: number },
): BlockRhythm {
  const { steady, blockPeriodMs } = options;
  const times = history.bestHeights.map((best) => best.atMs).filter((atMs) => steady && isWithin(steady, atMs));
  const gaps = ascending(times.slice(1).map((atMs, index) => atMs - (times[index] ?? atMs)));
  const median = quantileOf(gaps, 0.5);
  const longest = quantileOf(gaps, 0.999);
  if (gaps.length < gapsMin || median === undefined || longest === undefined) {
    return { medianGapMs: blockPeriodMs, gapMsMax: 3 * blockPeriodMs, measured: false };
  }
  return { medianGapMs: median, gapMsMax: Math.max(3 * median, longest), measured: true };
}

/** Gaps that are too long, up to and including one that had not ended at `endMs`. */
export function findBlockGaps(
  history: HeadHistory,
  options: { rhythm: BlockRhythm; endMs: number; resolutionMs: number },
): Unhealthy[] {
  const { rhythm, endMs, resolutionMs } = options;
  const sightings = history.bestHeights.filter((best) => best.atMs <= endMs);
  if (sightings.length === 0)
    return [{ fromMs: 0, toMs: endMs, what: "no block was ever seen", resolutionMs, seqs: [] }];
  return sightings.flatMap((last, index) => {
    const next = sightings[index + 1];
    const toMs = next?.atMs ?? endMs;
    if (toMs - last.atMs <= rhythm.gapMsMax) return [];
    const seqs = next === undefined ? [last.seq] : [last.seq, next.seq];
    return [{ fromMs: last.atMs + rhythm.medianGapMs, toMs, what: "no new block", resolutionMs, seqs }];
  });
}
