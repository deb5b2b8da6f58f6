// RPO (ARCHITECTURE.md, Measurement): of the transactions acknowledged at a level, how many are gone in the end, and how far back.

import type { AckLevel } from "../model/plan.ts";
import type { RpoLevel } from "../model/result.ts";
import type { LedgerEntry } from "./ledger/ledger.ts";
import { roundMs } from "./round.ts";
import type { RunView } from "./run-view.ts";
import type { FaultWindow } from "./windows.ts";

export const ackLevels: readonly AckLevel[] = ["L0", "L1", "L2"];

/** With 0 lost of `count`: 1 - .05^(1/count), the 95 % upper bound on the loss rate. */
export function lossRateUpper95(count: number): number | null {
  return count === 0 ? null : 1 - 0.05 ** (1 / count);
}

const evidenceMax = 10;

export interface Loss {
  readonly level: RpoLevel;
  /** Nodes that lack any of what was lost. */
  readonly missingOn: readonly string[];
  /** Of the blocks in which the first ones that were lost had been acknowledged. */
  readonly evidence: readonly number[];
  /** Acknowledged and in no block in the end, but too near to every head to be called lost. */
  readonly undecided: number;
  /** Of those lost: forgotten by every node, until the harness sent them again. */
  readonly resent: number;
}

/** One per level; empty when no node gave its last word, for then nothing is known of what was kept. */
export function measureLoss(view: RunView, impacts: ReadonlyMap<string, number>): Loss[] {
  if (view.chain.finals.chains.length === 0) return [];
  return ackLevels.map((level) => lossAt(level, { view, impacts }));
}

function lossAt(level: AckLevel, { view, impacts }: { view: RunView; impacts: ReadonlyMap<string, number> }): Loss {
  const lostHashes: string[] = [];
  const missingOn = new Set<string>();
  const evidence: number[] = [];
  let oldestMs = Number.POSITIVE_INFINITY;
  let [acknowledged, undecided, moved, resent] = [0, 0, 0, 0];
  // What only a pool acknowledged has no block to wait for: it is there in the end, or it is gone.
  const isGone = ({ finalBlock, missingOn }: LedgerEntry) =>
    missingOn.length > 0 || (level === "L0" && finalBlock === undefined);
  for (const entry of view.ledger.entries) {
    const ack = entry.acks[level];
    if (ack === undefined) continue;
    acknowledged += 1;
    // Without us it would have stayed lost: that it is on the chain again is no merit of the network.
    const wasForgotten = entry.resentAtMs !== undefined && ack.atMs < entry.resentAtMs;
    if (wasForgotten) resent += 1;
    if (wasForgotten || isGone(entry)) {
      lostHashes.push(entry.invocation.hash);
      for (const node of entry.missingOn) missingOn.add(node);
      if (ack.block !== undefined && evidence.length < evidenceMax) evidence.push(ack.block.seq);
      oldestMs = Math.min(oldestMs, ack.atMs);
    } else if (entry.finalBlock === undefined) undecided += 1;
    else if (ack.block !== undefined && ack.block.number !== entry.finalBlock.number) moved += 1;
  }
  return {
    missingOn: [...missingOn],
    evidence,
    undecided,
    resent,
    level: {
      level,
      acknowledged,
      lost: lostHashes.length,
      moved,
      reorgDepthMax: deepestReorg(view, level),
      lossSpanMs: lostHashes.length === 0 ? 0 : lossSpanMs(oldestMs, { faults: view.windows.faults, impacts }),
      lossRateUpper95: lostHashes.length === 0 ? lossRateUpper95(acknowledged) : null,
      lostHashes,
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
  oldestMs: number,
  { faults, impacts }: { faults: readonly FaultWindow[]; impacts: ReadonlyMap<string, number> },
): number | null {
  const blamed = faults.find((fault) => fault.injectedAtMs !== undefined && fault.observedUntilMs > oldestMs);
  if (blamed?.injectedAtMs === undefined) return null;
  return Math.max(0, roundMs((impacts.get(blamed.name) ?? blamed.injectedAtMs) - oldestMs));
}
