// RPO (ARCHITECTURE.md, Measurement): of the transactions acknowledged at a level, how many are gone in the end, and how far back.

import type { AckLevel } from "../model/plan.ts";
import type { RpoLevel } from "../model/result.ts";
import type { Ack, LedgerEntry } from "./ledger/ledger.ts";
import { roundMs } from "./round.ts";
import type { RunView } from "./run-view.ts";
import type { FaultWindow } from "./windows.ts";

export const ackLevels: readonly AckLevel[] = ["L0", "L1", "L2"];

/** With 0 lost of `count`: 1 - .05^(1/count), the 95 % upper bound on the loss rate. */
export function lossRateUpper95(count: number): number | null {
  return count === 0 ? null : 1 - 0.05 ** (1 / count);
}

export interface Loss {
  readonly level: RpoLevel;
  readonly lost: readonly LedgerEntry[];
  /** Acknowledged and in no block in the end, but too near to every head to be called lost. */
  readonly undecided: number;
}

/** One per level; empty when no node gave its last word, for then nothing is known of what was kept. */
export function measureLoss(view: RunView, impacts: ReadonlyMap<string, number>): Loss[] {
  if (view.chain.finals.chains.length === 0) return [];
  return ackLevels.map((level) => lossAt(level, { view, impacts }));
}

function lossAt(level: AckLevel, { view, impacts }: { view: RunView; impacts: ReadonlyMap<string, number> }): Loss {
  const acknowledged = view.ledger.entries.flatMap((entry) => {
    const ack = entry.acks[level];
    return ack === undefined ? [] : [{ entry, ack }];
  });
  // What only a pool acknowledged has no block to wait for: it is there in the end, or it is gone.
  const isGone = ({ finalBlock, missingOn }: LedgerEntry) =>
    missingOn.length > 0 || (level === "L0" && finalBlock === undefined);
  const lost = acknowledged.filter(({ entry }) => isGone(entry));
  const undecided = acknowledged.filter(({ entry }) => entry.finalBlock === undefined && !isGone(entry)).length;
  const moved = acknowledged.filter(
    ({ entry, ack }) =>
      entry.missingOn.length === 0 &&
      entry.finalBlock !== undefined &&
      ack.block !== undefined &&
      ack.block.hash !== entry.finalBlock.hash,
  );
  return {
    lost: lost.map(({ entry }) => entry),
    undecided,
    level: {
      level,
      acknowledged: acknowledged.length,
      lost: lost.length,
      moved: moved.length,
      reorgDepthMax: deepestReorg(view, level),
      lossSpanMs: lossSpanMs(
        lost.map(({ ack }) => ack),
        { faults: view.windows.faults, impacts },
      ),
      lossRateUpper95: lost.length === 0 ? lossRateUpper95(acknowledged.length) : null,
      lostHashes: lost.map(({ entry }) => entry.invocation.hash),
    },
  };
}

/** Most blocks an observer took back at once, among them one that held something acknowledged at this level. */
function deepestReorg(view: RunView, level: AckLevel): number {
  if (level === "L0") return 0;
  const { reorgs, settledAtMs } = view.chain.history;
  const observers = new Set(view.run.header.observers);
  const acknowledgedIn = (hash: string) =>
    (level === "L1" || settledAtMs.has(hash)) &&
    (view.chain.tree.blocks.get(hash)?.txs ?? []).some((tx) => view.ledger.invocations.has(tx.hash));
  return reorgs
    .filter((reorg) => observers.has(reorg.node) && reorg.dropped.some(acknowledgedIn))
    .reduce((deepest, reorg) => Math.max(deepest, reorg.dropped.length), 0);
}

/** From the oldest lost acknowledgement to the impact of the fault it was lost to; null when no fault can be blamed. */
function lossSpanMs(
  lost: readonly Ack[],
  { faults, impacts }: { faults: readonly FaultWindow[]; impacts: ReadonlyMap<string, number> },
): number | null {
  if (lost.length === 0) return 0;
  const oldestMs = lost.reduce((oldest, ack) => Math.min(oldest, ack.atMs), Number.POSITIVE_INFINITY);
  const blamed = faults.find((fault) => fault.injectedAtMs !== undefined && fault.observedUntilMs > oldestMs);
  if (blamed?.injectedAtMs === undefined) return null;
  return Math.max(0, roundMs((impacts.get(blamed.name) ?? blamed.injectedAtMs) - oldestMs));
}
