// The operations of one load as the judge reads them: in columns, a batch at a time. A run of a day has a hundred
// million of them, and an object for each would cost more than everything that is done with it.

import { assert } from "../base/assert.ts";
import type { Outcome } from "./event.ts";
import type { Operation } from "./operation.ts";

/** The operations of one load in the order in which they ended; may be read any number of times. An array is one. */
export type OperationLog = Iterable<Operation>;

/** A log that is faster to read by its batches than one by one. */
export interface BatchedOperations extends Iterable<Operation> {
  batches(): Iterable<OperationBatch>;
}

export const operationKinds = ["dropped", "read", "transaction"] as const satisfies readonly Operation["kind"][];
export const operationOutcomes = ["ok", "rejected", "unknown"] as const satisfies readonly Outcome[];

/** Positions in `operationKinds` and `operationOutcomes`: what the columns hold. */
export const kindCode = { dropped: 0, read: 1, transaction: 2 } as const satisfies Record<Operation["kind"], number>;
export const outcomeCode = { ok: 0, rejected: 1, unknown: 2 } as const satisfies Record<Outcome, number>;

/** One row per operation. Valid until the next batch is asked for: readers may fill the same columns again. */
export interface OperationBatch {
  readonly count: number;
  readonly kind: Uint8Array;
  readonly index: Float64Array;
  readonly intendedAtMs: Float64Array;
  /** From here on the columns say nothing where the kind is `dropped`. */
  readonly sentAtMs: Float64Array;
  readonly doneAtMs: Float64Array;
  readonly outcome: Uint8Array;
  readonly error: readonly (string | undefined)[];
  /** Only of reads. */
  readonly method: readonly string[];
  /** Only of transactions. */
  readonly hash: readonly string[];
  readonly from: readonly string[];
  readonly nonce: Float64Array;
}

const rowsMax = 4096;

/** A batch that is being filled. */
export class OperationColumns implements OperationBatch {
  count = 0;
  readonly kind = new Uint8Array(rowsMax);
  readonly index = new Float64Array(rowsMax);
  readonly intendedAtMs = new Float64Array(rowsMax);
  readonly sentAtMs = new Float64Array(rowsMax);
  readonly doneAtMs = new Float64Array(rowsMax);
  readonly outcome = new Uint8Array(rowsMax);
  readonly nonce = new Float64Array(rowsMax);
  readonly error: (string | undefined)[] = new Array<string | undefined>(rowsMax).fill(undefined);
  readonly method: string[] = new Array<string>(rowsMax).fill("");
  readonly hash: string[] = new Array<string>(rowsMax).fill("");
  readonly from: string[] = new Array<string>(rowsMax).fill("");

  get isFull(): boolean {
    return this.count === rowsMax;
  }

  clear(): void {
    this.count = 0;
  }

  add(operation: Operation): void {
    assert(!this.isFull, "a row was added to a batch that is full");
    const row = this.count++;
    this.kind[row] = kindCode[operation.kind];
    this.index[row] = operation.index;
    this.intendedAtMs[row] = operation.intendedAtMs;
    if (operation.kind === "dropped") return;
    this.sentAtMs[row] = operation.sentAtMs;
    this.doneAtMs[row] = operation.doneAtMs;
    this.outcome[row] = outcomeCode[operation.outcome];
    this.error[row] = operation.error;
    if (operation.kind === "read") {
      this.method[row] = operation.method;
      return;
    }
    this.hash[row] = operation.hash;
    this.from[row] = operation.from;
    this.nonce[row] = operation.nonce;
  }
}

/** The operation that a row stands for. */
export function operationAt(batch: OperationBatch, row: number): Operation {
  const base = { index: batch.index[row] ?? 0, intendedAtMs: batch.intendedAtMs[row] ?? 0 };
  const kind = operationKinds[batch.kind[row] ?? 0] ?? "dropped";
  if (kind === "dropped") return { kind, ...base };
  const error = batch.error[row];
  const common = {
    ...base,
    sentAtMs: batch.sentAtMs[row] ?? 0,
    doneAtMs: batch.doneAtMs[row] ?? 0,
    outcome: operationOutcomes[batch.outcome[row] ?? 0] ?? "unknown",
    ...(error === undefined ? {} : { error }),
  };
  if (kind === "read") return { kind, ...common, method: batch.method[row] ?? "" };
  const { hash, from, nonce } = batch;
  return { kind, ...common, hash: hash[row] ?? "", from: from[row] ?? "", nonce: nonce[row] ?? 0 };
}

/** The log by batches, whatever it is. */
export function batchesOf(log: OperationLog): Iterable<OperationBatch> {
  return "batches" in log ? (log as BatchedOperations).batches() : inBatches(log);
}

function* inBatches(log: OperationLog): Iterable<OperationBatch> {
  const columns = new OperationColumns();
  for (const operation of log) {
    columns.add(operation);
    if (!columns.isFull) continue;
    yield columns;
    columns.clear();
  }
  if (columns.count > 0) yield columns;
}
