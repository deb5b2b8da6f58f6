// What the nodes called final, and what does not go together in it. Calling a block final says the same of all blocks
// below it, so each claim is followed down its parent links to the claims that are known.

import { type EventLog, type EventOf, eventsOf } from "../../model/event.ts";
import type { BlockTree } from "./block-tree.ts";

export type FinalClaim = EventOf<"finality.sampled">;

export interface SaidFinal {
  readonly claims: readonly FinalClaim[];
  /** Two claims of which at most one can hold: at `height` they lead to different blocks. */
  readonly conflicts: readonly { readonly height: number; readonly first: FinalClaim; readonly second: FinalClaim }[];
  /** A node that called a height final, and later a lower one, without having lost its data by declaration. */
  readonly stepsBack: readonly { readonly before: FinalClaim; readonly after: FinalClaim }[];
  /** Claims of which it is not known whether they stand on the ones below: a body between was never seen. */
  readonly unlinked: readonly FinalClaim[];
  /** What is final at a height, and by whose claim. */
  at(height: number): { readonly hash: string; readonly claim: FinalClaim } | undefined;
}

/** Reads every `finality.sampled` of a run in order of time. */
export function readSaidFinal(events: EventLog, tree: BlockTree): SaidFinal {
  const claims = eventsOf(events, "finality.sampled").toSorted((a, b) => a.atMs - b.atMs || a.seq - b.seq);
  const final = new Map<number, { hash: string; claim: FinalClaim }>();
  const conflicts: SaidFinal["conflicts"][number][] = [];
  const unlinked: FinalClaim[] = [];
  let lowest = Number.POSITIVE_INFINITY;
  for (const claim of claims) {
    let { height, hash }: { height: number; hash: string | undefined } = claim;
    while (height >= 0 && hash !== undefined) {
      const known = final.get(height);
      if (known !== undefined) {
        if (known.hash !== hash) conflicts.push({ height, first: known.claim, second: claim });
        break;
      }
      final.set(height, { hash, claim });
      hash = tree.parentOf(hash);
      height -= 1;
    }
    if (hash === undefined && height >= lowest) unlinked.push(claim);
    lowest = Math.min(lowest, claim.height);
  }
  return { claims, conflicts, stepsBack: findStepsBack(claims, events), unlinked, at: (height) => final.get(height) };
}

function findStepsBack(claims: readonly FinalClaim[], events: EventLog): SaidFinal["stepsBack"][number][] {
  const wiped = eventsOf(events, "node.changed").filter((change) => change.wiped === true);
  const last = new Map<string, FinalClaim>();
  const stepsBack: SaidFinal["stepsBack"][number][] = [];
  for (const after of claims) {
    const before = last.get(after.node);
    last.set(after.node, after);
    if (before === undefined || after.height >= before.height) continue;
    const isDeclared = wiped.some(({ node, atMs }) => node === after.node && atMs >= before.atMs && atMs <= after.atMs);
    if (!isDeclared) stepsBack.push({ before, after });
  }
  return stepsBack;
}
