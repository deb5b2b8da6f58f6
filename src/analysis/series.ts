// The timeline's columns: one value per bucket, at most 1200 buckets, so that a report of a long run stays small.

import { eventsOf } from "../model/event.ts";
import type { Operation } from "../model/operation.ts";
import type { Series } from "../model/result.ts";
import { ascending, quantileOf } from "./quantile.ts";
import type { RunView } from "./run-view.ts";

const bucketsMax = 1200;

interface Grid {
  readonly bucketMs: number;
  readonly buckets: number;
}

/** One second, or as many whole seconds as keep a run of this length within the limit. */
export function chooseBuckets(durationMs: number): Grid {
  const bucketMs = 1000 * Math.max(1, Math.ceil(durationMs / 1000 / bucketsMax));
  return { bucketMs, buckets: Math.max(1, Math.ceil(durationMs / bucketMs)) };
}

/** The columns of the timeline. */
export function drawSeries(view: RunView): Series {
  const grid = chooseBuckets(view.windows.endMs);
  return {
    ...grid,
    heights: Object.fromEntries(view.run.header.nodes.map(({ id }) => [id, heightsOf(id, { view, grid })])),
    loads: Object.fromEntries(
      view.run.plan.loads.map(({ name }) => [name, loadColumns(view.run.operations.get(name) ?? [], grid)]),
    ),
    canary: canaryColumn(view, grid),
    coresBusy: coresColumn(view, grid),
  };
}

/** Index of the bucket; what lies outside the run (an answer that came after its end) falls into the outermost one. */
const bucketOf = (grid: Grid, atMs: number): number =>
  Math.min(grid.buckets - 1, Math.max(0, Math.floor(atMs / grid.bucketMs)));

const column = <T>(grid: Grid, fill: () => T): T[] => Array.from({ length: grid.buckets }, fill);

/** The height last told in each bucket. */
function heightsOf(node: string, { view, grid }: { view: RunView; grid: Grid }): (number | null)[] {
  const heights = column<number | null>(grid, () => null);
  for (const look of view.chain.history.looks.get(node) ?? []) {
    if (look.head !== undefined) heights[bucketOf(grid, look.atMs)] = look.head.height;
  }
  return heights;
}

/** By intended start, so that a column shows what became of what was offered then. */
function loadColumns(operations: readonly Operation[], grid: Grid): Series["loads"][string] {
  const offered = column(grid, () => 0);
  const achieved = column(grid, () => 0);
  const latencies = column<number[]>(grid, () => []);
  for (const operation of operations) {
    const at = bucketOf(grid, operation.intendedAtMs);
    offered[at] = (offered[at] ?? 0) + 1;
    if (operation.kind === "dropped" || operation.outcome === "rejected") continue;
    latencies[at]?.push(operation.doneAtMs - operation.intendedAtMs);
    if (operation.outcome === "ok") achieved[at] = (achieved[at] ?? 0) + 1;
  }
  const perSecond = (count: number) => count / (grid.bucketMs / 1000);
  const sorted = latencies.map(ascending);
  return {
    offered: offered.map(perSecond),
    achieved: achieved.map(perSecond),
    p50: sorted.map((values) => quantileOf(values, 0.5) ?? null),
    p99: sorted.map((values) => quantileOf(values, 0.99) ?? null),
  };
}

/** The slowest canary of each bucket of intended send; -1 where one never got in. */
function canaryColumn(view: RunView, grid: Grid): (number | null)[] {
  const values = column<number | null>(grid, () => null);
  for (const canary of view.canaries) {
    const at = bucketOf(grid, canary.intendedAtMs);
    const before = values[at] ?? null;
    if (canary.latencyMs !== undefined) values[at] = before === -1 ? -1 : Math.max(before ?? 0, canary.latencyMs);
    else if (canary.judgement === "late") values[at] = -1;
  }
  return values;
}

function coresColumn(view: RunView, grid: Grid): (number | null)[] {
  const sums = column(grid, () => ({ sum: 0, count: 0 }));
  for (const event of eventsOf(view.run.events, "machine.sampled")) {
    const bucket = sums[bucketOf(grid, event.atMs)];
    if (bucket === undefined) continue;
    bucket.sum += event.machineCoresBusy;
    bucket.count += 1;
  }
  return sums.map(({ sum, count }) => (count === 0 ? null : sum / count));
}
