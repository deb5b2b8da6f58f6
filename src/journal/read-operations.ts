// The operations of a load as they lie in `load/<name>.ndjson.gz`, read anew whenever somebody asks, in memory that
// does not depend on how many there are.

import { existsSync } from "node:fs";
import path from "node:path";
import { errorText } from "../base/errors.ts";
import { type Operation, operationSchema } from "../model/operation.ts";
import { type BatchedOperations, type OperationBatch, OperationColumns, operationAt } from "../model/operation-log.ts";
import { newline, wholeLines } from "./read-lines.ts";
import { readGzipPieces } from "./read-pieces.ts";
import { OperationScanner } from "./scan-operation.ts";

/** The operations of one load. What is damaged is added to the defects when they are read to their end for the first time. */
export function openOperations(loadDir: string, load: string, defects: string[]): BatchedOperations {
  const file = path.join(loadDir, `${load}.ndjson.gz`);
  if (!existsSync(file)) {
    defects.push(`there are no operations of load ${load}`);
    return new StoredOperations(undefined, () => undefined);
  }
  return new StoredOperations(file, ({ damage, damagedRecords }) => {
    for (const what of damage) defects.push(`the operations of load ${load} are damaged: ${what}`);
    if (damagedRecords > 0) defects.push(`${damagedRecords} operation records of load ${load} are damaged`);
  });
}

interface Damage {
  readonly damage: readonly string[];
  readonly damagedRecords: number;
}

class StoredOperations implements BatchedOperations {
  readonly #file: string | undefined;
  readonly #onRead: (damage: Damage) => void;
  #wasRead = false;

  constructor(file: string | undefined, onRead: (damage: Damage) => void) {
    this.#file = file;
    this.#onRead = onRead;
  }

  *[Symbol.iterator](): Iterator<Operation> {
    for (const batch of this.batches()) {
      for (let row = 0; row < batch.count; row++) yield operationAt(batch, row);
    }
  }

  *batches(): Iterable<OperationBatch> {
    if (this.#file === undefined) return;
    const damage: string[] = [];
    const parser = new RecordParser();
    try {
      const pieces = readGzipPieces(this.#file, (what) => damage.push(what));
      for (const lines of wholeLines(pieces)) yield* parser.parse(lines);
    } catch (error) {
      damage.push(errorText(error)); // the file system's: a directory, no permission, a disk that fails
    }
    yield* parser.rest();
    if (this.#wasRead) return;
    this.#wasRead = true;
    this.#onRead({ damage, damagedRecords: parser.damagedRecords });
  }
}

/** Fills batches from lines. */
class RecordParser {
  damagedRecords = 0;
  readonly #columns = new OperationColumns();
  readonly #scanner = new OperationScanner();

  *parse(bytes: Buffer): Iterable<OperationBatch> {
    for (let from = 0; from < bytes.length; ) {
      const end = bytes.indexOf(newline, from);
      const to = end < 0 ? bytes.length : end;
      if (to > from && !this.#scanner.scan(bytes, { from, to }, this.#columns)) this.#parseSlowly(bytes, from, to);
      if (this.#columns.isFull) yield* this.rest();
      from = to + 1;
    }
  }

  *rest(): Iterable<OperationBatch> {
    if (this.#columns.count > 0) yield this.#columns;
    this.#columns.clear();
  }

  #parseSlowly(bytes: Buffer, from: number, to: number): void {
    const operation = parseOperation(bytes.toString("utf8", from, to));
    if (operation === undefined) this.damagedRecords += 1;
    else this.#columns.add(operation);
  }
}

/** What a line says by its schema; undefined when it says nothing. */
export function parseOperation(line: string): Operation | undefined {
  try {
    const parsed = operationSchema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined; // not JSON: a line cut off in the middle
  }
}
