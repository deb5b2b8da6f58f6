// R4 (ARCHITECTURE.md, Measurement): is a node reachable and in sync? Unhealthy from the moment the first bad look was
// asked to the moment the next good one was answered.

import type { Looks } from "../chain/looks.ts";
import { telling, type Unhealthy } from "./unhealthy.ts";

/** `looks` in the order they were asked. An outage that had not ended when looking ended lasts to `endMs`. */
export function findNodeOutages(looks: Looks, options: { endMs: number; resolutionMs: number }): Unhealthy[] {
  const { endMs, resolutionMs } = options;
  const outages: Unhealthy[] = [];
  let open: { fromMs: number; what: string; seqs: number[] } | undefined;
  for (const look of looks) {
    if (look.problem !== undefined) {
      open ??= { fromMs: look.askedAtMs, what: look.problem, seqs: [] };
      open.seqs.push(look.seq);
    } else if (open !== undefined) {
      outages.push({ ...open, toMs: look.atMs, resolutionMs, seqs: telling([...open.seqs, look.seq]) });
      open = undefined;
    }
  }
  if (open !== undefined) outages.push({ ...open, toMs: endMs, resolutionMs, seqs: telling(open.seqs) });
  return outages;
}
