// Signs that a node, its pool, its blocks or the machine it shares were the limit.

import { formatDuration } from "../../base/duration.ts";
import type { Bottleneck } from "../../model/result.ts";
import { medianOf } from "../quantile.ts";
import { fitTrend } from "../stats/theil-sen.ts";
import { counted } from "../verdicts.ts";
import { busyGenerator } from "./generator-suspects.ts";
import {
  blockShares,
  describeUse,
  isFull,
  type LoadEvidence,
  named,
  nodesAsked,
  percent,
  poolLooks,
} from "./load-evidence.ts";
import { busyCores, isStarved, isThrottled, machineUse, nodeUse } from "./machine-use.ts";

/** A pool that takes no more, or only for a higher price: go-ethereum core/txpool/errors.go. */
const poolRefusal = /txpool is full|underpriced|account limit exceeded/i;

const fullBlockShare = 0.95;
/** Of what was offered, how much may be left over in the pool before that counts as growing. */
const grownShareMax = 0.05;

export function refusals({ rate, tally, isWhole }: LoadEvidence): Bottleneck | undefined {
  const errors = isWhole ? tally.errors : tally.steady.refusals;
  const refused = [...errors.entries()].filter(([error]) => poolRefusal.test(error));
  const count = refused.reduce((all, [, times]) => all + times, 0);
  const missed = rate.offered - rate.achieved;
  if (count === 0 || count * 2 < missed) return undefined;
  return named("pool", `the node refused ${count} of ${counted(rate.offered, "transaction")} ("${refused[0]?.[0]}")`);
}

export function fullBlocks(evidence: LoadEvidence): Bottleneck | undefined {
  if (evidence.load.corpus === "none") return undefined;
  const median = medianOf(blockShares(evidence));
  if (median === undefined || median <= fullBlockShare) return undefined;
  return named("gas-limit", `blocks are full (the median block uses ${percent(median)} of its gas limit)`);
}

/** Its cgroup has used up its share, however empty the machine is. */
export function throttledNode(evidence: LoadEvidence): Bottleneck | undefined {
  const found = nodesAsked(evidence).find(([, use]) => isThrottled(use));
  return found === undefined ? undefined : named("node-cpu", `${found[0]} ${describeUse(found[1])}`);
}

export function fullMachine(evidence: LoadEvidence): Bottleneck | undefined {
  const use = machineUse(evidence.view, evidence.steady);
  if (use === undefined || !isFull(evidence)) return undefined;
  return named("machine", `${use.machine.toFixed(1)} of ${counted(use.cores, "core")} were busy`);
}

/** Of the nodes that the load talks to first, then of any. A generator as busy as the node is as good a suspect. */
export function busyNode(evidence: LoadEvidence): Bottleneck | undefined {
  const { view, load, steady } = evidence;
  const all = [...nodeUse(view, steady)];
  const through = new Set<string>(load.through);
  const inOrder = [...all.filter(([name]) => through.has(name)), ...all.filter(([name]) => !through.has(name))];
  for (const [name, use] of inOrder) {
    const told = `${name} ${describeUse(use)}`;
    if (isStarved(use)) return named("node-cpu", told);
    if (use.busy < busyCores) continue;
    const rival = busyGenerator(evidence);
    return rival === undefined
      ? named("node-cpu", told)
      : named("unknown", `node-cpu or generator: ${told}, and ${rival.sentence}`);
  }
  const use = machineUse(view, steady);
  // Records from before nodes were told apart.
  if (all.length > 0 || use === undefined || use.nodes < busyCores || use.load > use.nodes) return undefined;
  return named("node-cpu", `the nodes kept ${use.nodes.toFixed(1)} of ${counted(use.cores, "core")} busy`);
}

export function growingPool(evidence: LoadEvidence): Bottleneck | undefined {
  const { view, load, rate, steady } = evidence;
  if (load.corpus === "none") return undefined;
  // The median slope: a block takes a second's transactions out of the pool at once, so single looks say little.
  const looks = poolLooks(evidence).map(({ atMs, pending }) => ({ x: atMs / 1000, y: pending }));
  const perSecond = fitTrend(looks)?.slope ?? 0;
  const forMs = steady.toMs - steady.fromMs;
  const grown = (perSecond * forMs) / 1000;
  // What comes between two blocks is in the pool or not by chance.
  const inOneBlock = ((rate.offered / rate.seconds) * view.run.plan.cluster.consensus.blockPeriodMs) / 1000;
  if (grown <= Math.max(grownShareMax * rate.offered, inOneBlock)) return undefined;
  const pool = `the pool grew by ${perSecond.toFixed(1)} pending transactions a second, ${Math.round(grown)} in ${formatDuration(forMs)}`;
  return named("pool", pool);
}
