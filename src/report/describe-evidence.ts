// The journal events behind a verdict, as few words as they need.

import { formatNumberOf, notMeasured } from "./format.ts";

/** Neighbours as ranges, in the order given: "212, 140–143 (5 events)". */
export function describeEvidence(seqs: readonly number[]): string {
  if (seqs.length === 0) return notMeasured;
  const ranges: { from: number; to: number }[] = [];
  for (const seq of seqs) {
    const last = ranges.at(-1);
    if (last !== undefined && seq === last.to + 1) last.to = seq;
    else ranges.push({ from: seq, to: seq });
  }
  const words = ranges.map(({ from, to }) => (from === to ? String(from) : `${from}–${to}`)).join(", ");
  return seqs.length === ranges.length ? words : `${words} (${formatNumberOf(seqs.length, "event")})`;
}
