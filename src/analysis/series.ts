// The timeline's columns: one value per bucket.

import { eachOf } from "../model/event-log.ts";
import type { Series } from "../model/result.ts";
import type { LoadTally } from "./loads/fold-load.ts";
import type { RunView } from "./run-view.ts";
import { bucketOf, type TimeGrid } from "./time-grid.ts";

/** The columns of the timeline. */
export function drawSeries(view: RunView): Series {
  const { grid } = view;
  return {
    ...grid,
    heights: Object.fromEntries(view.run.header.nodes.map(({ id }) => [id, heightsOf(id, { view, grid })])),
    loads: Object.fromEntries(
      view.run.plan.loads.flatMap(({ name }) => {
        const tally = view.loads.get(name);
        return tally === undefined ? [] : [[name, loadColumns(tally, grid)]];
      }),
    ),
    canary: canaryColumn(view, grid),
    coresBusy: coresColumn(view, grid),
  };
}

const column = <T>(grid: TimeGrid, fill: () => T): T[] => Array.from({ length: grid.buckets }, fill);

/** The height last told in each bucket. */
function heightsOf(node: string, { view, grid }: { view: RunView; grid: TimeGrid }): (number | null)[] {
  const heights = column<number | null>(grid, () => null);
  for (const look of view.chain.history.looks.get(node) ?? []) {
    if (look.head !== undefined) heights[bucketOf(grid, look.atMs)] = look.head.height;
  }
  return heights;
}

/** By intended start, so that a column shows what became of what was offered then. */
function loadColumns({ buckets }: LoadTally, grid: TimeGrid): Series["loads"][string] {
  const perSecond = (count: number) => count / (grid.bucketMs / 1000);
  const quantiles = (share: number) =>
    Array.from({ length: grid.buckets }, (_, bucket) => buckets.latencies.quantileMs(bucket, share));
  return {
    offered: Array.from(buckets.offered, perSecond),
    achieved: Array.from(buckets.ok, perSecond),
    p50: quantiles(0.5),
    p99: quantiles(0.99),
  };
}

/** The slowest canary of each bucket of intended send; -1 where one never got in. */
function canaryColumn(view: RunView, grid: TimeGrid): (number | null)[] {
  const values = column<number | null>(grid, () => null);
  for (const canary of view.canaries) {
    const at = bucketOf(grid, canary.intendedAtMs);
    const before = values[at] ?? null;
    if (canary.latencyMs !== undefined) values[at] = before === -1 ? -1 : Math.max(before ?? 0, canary.latencyMs);
    else if (canary.judgement === "late") values[at] = -1;
  }
  return values;
}

function coresColumn(view: RunView, grid: TimeGrid): (number | null)[] {
  const sums = column(grid, () => ({ sum: 0, count: 0 }));
  for (const event of eachOf(view.run.events, "machine.sampled")) {
    const bucket = sums[bucketOf(grid, event.atMs)];
    if (bucket === undefined) continue;
    bucket.sum += event.machineCoresBusy;
    bucket.count += 1;
  }
  return sums.map(({ sum, count }) => (count === 0 ? null : sum / count));
}
