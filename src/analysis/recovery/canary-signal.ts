// R3 (ARCHITECTURE.md, Measurement): do transactions get in? One late canary on its own is a bad event for an SLO, but
// no outage; two within ten of each other are the edges of one.

import type { Canaries, Canary } from "../canaries.ts";
import { telling, type Unhealthy } from "./unhealthy.ts";

const neighboursMax = 10;

/** From the intended send of the first late canary of a group to that of the first one which was in time again. */
export function findLateCanaries(canaries: Canaries, options: { periodMs: number }): Unhealthy[] {
  const groups: { first: Canary; last: Canary; lastIndex: number; seqs: number[] }[] = [];
  let index = -1;
  for (const canary of canaries) {
    index += 1;
    if (canary.judgement !== "late") continue;
    const group = groups.at(-1);
    if (group !== undefined && index - group.lastIndex <= neighboursMax) {
      group.last = canary;
      group.lastIndex = index;
      group.seqs.push(canary.seq);
    } else {
      groups.push({ first: canary, last: canary, lastIndex: index, seqs: [canary.seq] });
    }
  }
  return groups
    .filter((group) => group.seqs.length > 1)
    .map((group) => ({
      fromMs: group.first.intendedAtMs,
      toMs: group.last.intendedAtMs + options.periodMs,
      what: "canaries late",
      resolutionMs: options.periodMs,
      seqs: telling(group.seqs),
    }));
}
