// One pass over the operations of a load, however many: everything that is said of it is counted here, in memory that
// does not grow with them. They come in the order in which they ended, and nothing here assumes another.

import { batchesOf, kindCode, type OperationBatch, type OperationLog, outcomeCode } from "../../model/operation-log.ts";
import type { Slo } from "../../model/slo.ts";
import { LatencyHistogram } from "../latency-histogram.ts";
import { bucketOf, type TimeGrid } from "../time-grid.ts";
import { isWithin, type Windows } from "../windows.ts";
import { BucketLatencies } from "./bucket-latencies.ts";
import { ErrorCounts } from "./error-counts.ts";
import { cutWindows, type LoadWindow, windowAt } from "./load-windows.ts";
import { MethodCounts } from "./method-counts.ts";
import { SloFold } from "./slo-fold.ts";

/** What came of the operations that were intended in the steady stretch and not struck by the fault that ended it. */
export interface SteadyTally {
  /** With those that were dropped. */
  recorded: number;
  dropped: number;
  ok: number;
  /** Were on their way when the fault struck, so they tell of the fault. */
  struck: number;
  readonly refusals: ErrorCounts;
  /** Of those that were rejected; the others' are in the window's histogram. */
  readonly rejectedLatencies: LatencyHistogram;
}

export interface LoadTally {
  readonly offered: number;
  readonly dropped: number;
  readonly ok: number;
  readonly rejected: number;
  readonly unknown: number;
  /** Of the intended starts; infinite when there are none. */
  readonly firstMs: number;
  readonly lastMs: number;
  readonly errors: ErrorCounts;
  /** Of reads alone, over the whole run. */
  readonly methods: MethodCounts;
  readonly steady: SteadyTally;
  readonly windows: readonly LoadWindow[];
  /**
   * By window, from the intended start to the answer. A request without an answer counts with the time it waited, for
   * leaving it out would make a node that stalls look fast; a rejection does not count, for it is quick without having
   * done anything.
   */
  readonly submit: readonly LatencyHistogram[];
  /** By bucket of the timeline, of intended start. */
  readonly buckets: { readonly offered: Float64Array; readonly ok: Float64Array; readonly latencies: BucketLatencies };
  readonly slos: readonly SloFold[];
}

export interface FoldOptions {
  readonly windows: Windows;
  readonly grid: TimeGrid;
  /** Those whose source is this load. */
  readonly slos: readonly Slo[];
  /** Told of every transaction. */
  readonly onTransaction: (batch: OperationBatch, row: number) => void;
}

/** Counts the operations of one load. */
export function foldLoad(log: OperationLog, options: FoldOptions): LoadTally {
  const fold = new LoadFold(options);
  for (const batch of batchesOf(log)) fold.add(batch);
  return fold;
}

class LoadFold implements LoadTally {
  offered = 0;
  dropped = 0;
  ok = 0;
  rejected = 0;
  unknown = 0;
  firstMs = Number.POSITIVE_INFINITY;
  lastMs = Number.NEGATIVE_INFINITY;
  readonly errors = new ErrorCounts();
  readonly methods = new MethodCounts();
  readonly steady: SteadyTally;
  readonly windows: readonly LoadWindow[];
  readonly submit: readonly LatencyHistogram[];
  readonly buckets: LoadTally["buckets"];
  readonly slos: readonly SloFold[];
  readonly #options: FoldOptions;
  /** What is disturbed from here on, and so was underway; never, where the drain ended the steady stretch. */
  readonly #disturbedAtMs: number;

  constructor(options: FoldOptions) {
    const { windows, grid, slos } = options;
    this.#options = options;
    this.#disturbedAtMs = windows.disturbedAtMs ?? Number.POSITIVE_INFINITY;
    this.windows = cutWindows(windows);
    this.submit = this.windows.map(() => LatencyHistogram.empty());
    const refusals = new ErrorCounts();
    const rejectedLatencies = LatencyHistogram.empty();
    this.steady = { recorded: 0, dropped: 0, ok: 0, struck: 0, refusals, rejectedLatencies };
    const { buckets } = grid;
    const latencies = new BucketLatencies(buckets);
    this.buckets = { offered: new Float64Array(buckets), ok: new Float64Array(buckets), latencies };
    this.slos = slos.map((slo) => new SloFold(slo, windows.measured));
  }

  add(batch: OperationBatch): void {
    this.offered += batch.count;
    for (const slo of this.slos) slo.add(batch);
    for (let row = 0; row < batch.count; row++) {
      const intendedAtMs = batch.intendedAtMs[row] ?? 0;
      if (intendedAtMs < this.firstMs) this.firstMs = intendedAtMs;
      if (intendedAtMs > this.lastMs) this.lastMs = intendedAtMs;
      if (batch.kind[row] === kindCode.dropped) this.#addDropped(intendedAtMs);
      else this.#addStarted(batch, row);
    }
  }

  #addDropped(intendedAtMs: number): void {
    this.dropped += 1;
    const bucket = bucketOf(this.#options.grid, intendedAtMs);
    this.buckets.offered[bucket] = (this.buckets.offered[bucket] ?? 0) + 1;
    if (!this.#isSteady(intendedAtMs)) return;
    this.steady.recorded += 1;
    this.steady.dropped += 1;
  }

  #addStarted(batch: OperationBatch, row: number): void {
    const intendedAtMs = batch.intendedAtMs[row] ?? 0;
    const doneAtMs = batch.doneAtMs[row] ?? 0;
    const outcome = batch.outcome[row] ?? outcomeCode.unknown;
    const latencyMs = doneAtMs - intendedAtMs;
    if (batch.kind[row] === kindCode.transaction) this.#options.onTransaction(batch, row);
    else this.methods.add(batch, row);
    const bucket = bucketOf(this.#options.grid, intendedAtMs);
    this.buckets.offered[bucket] = (this.buckets.offered[bucket] ?? 0) + 1;
    if (outcome === outcomeCode.ok) {
      this.ok += 1;
      this.buckets.ok[bucket] = (this.buckets.ok[bucket] ?? 0) + 1;
    } else {
      if (outcome === outcomeCode.rejected) this.rejected += 1;
      else this.unknown += 1;
      this.errors.add(errorOf(batch, row));
    }
    const struck = doneAtMs >= this.#disturbedAtMs;
    if (this.#isSteady(intendedAtMs)) this.#addSteady(batch, row, struck);
    if (outcome === outcomeCode.rejected) return;
    this.buckets.latencies.record(bucket, latencyMs);
    this.submit[windowAt(this.windows, intendedAtMs, struck)]?.record(latencyMs);
  }

  #addSteady(batch: OperationBatch, row: number, struck: boolean): void {
    const { steady } = this;
    if (struck) {
      steady.struck += 1;
      return;
    }
    steady.recorded += 1;
    const outcome = batch.outcome[row];
    if (outcome === outcomeCode.ok) steady.ok += 1;
    if (outcome !== outcomeCode.rejected) return;
    steady.rejectedLatencies.record((batch.doneAtMs[row] ?? 0) - (batch.intendedAtMs[row] ?? 0));
    if (batch.error[row] !== undefined) steady.refusals.add(batch.error[row]);
  }

  #isSteady(intendedAtMs: number): boolean {
    const { steady } = this.#options.windows;
    return steady !== undefined && isWithin(steady, intendedAtMs);
  }
}

const errorOf = (batch: OperationBatch, row: number): string =>
  batch.error[row] ?? (batch.outcome[row] === outcomeCode.rejected ? "rejected" : "unknown");
