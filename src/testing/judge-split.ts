// What a second observer makes of one split: did the chain come back, and did the halves end even? Told from its own
// looks alone; only when the split ended is taken from the run.

import type { HeadRound, PolledHead } from "./poll-heads.ts";

export interface SplitSpan {
  /** When the links were restored. */
  readonly endedAtWallMs: number;
  /** Until when the chain may come back. */
  readonly untilWallMs: number;
}

export interface JudgedSplit {
  readonly recovered: boolean;
  /** Whether all nodes had chains of the same total difficulty, but not the same chain, when the split ended. */
  readonly even: boolean;
}

/** More than two signers can seal without the others, so all nodes have it only when the chain goes on. */
const furtherBlocks = 3;

/** Recovered: at one look all nodes had the same head, further than any of them was when the split ended. */
export function judgeSplit(rounds: readonly HeadRound[], { endedAtWallMs, untilWallMs }: SplitSpan): JudgedSplit {
  const before = headsOf(rounds.findLast((round) => round.atWallMs <= endedAtWallMs));
  const highest = Math.max(...before.map((head) => head?.height ?? 0));
  const after = rounds.filter(({ atWallMs }) => atWallMs > endedAtWallMs && atWallMs <= untilWallMs);
  return {
    recovered: after.some((round) => (commonHead(round)?.height ?? 0) >= highest + furtherBlocks),
    even: distinct(before, "totalDifficulty") === 1 && distinct(before, "hash") > 1,
  };
}

function commonHead(round: HeadRound): PolledHead | undefined {
  const heads = headsOf(round);
  return distinct(heads, "hash") === 1 ? heads[0] : undefined;
}

const headsOf = (round: HeadRound | undefined): (PolledHead | undefined)[] => [...(round?.heads.values() ?? [])];

const distinct = (heads: readonly (PolledHead | undefined)[], key: keyof PolledHead): number =>
  new Set(heads.map((head) => head?.[key])).size;
