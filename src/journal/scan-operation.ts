// Reads operation records without JSON.parse, which would be most of what judging a run costs. Only lines exactly as
// load/join-operations.ts makes them are read here, key by key; of any other line the scanner says nothing, and
// JSON.parse with the schema decides.

import { kindCode, type OperationColumns, outcomeCode } from "../model/operation-log.ts";
import { LineCursor } from "./line-cursor.ts";
import { Literal } from "./literal.ts";
import { TextCache } from "./text-cache.ts";

const openings = [
  { kind: kindCode.read, literal: new Literal('{"kind":"read","index":') },
  { kind: kindCode.transaction, literal: new Literal('{"kind":"transaction","index":') },
  { kind: kindCode.dropped, literal: new Literal('{"kind":"dropped","index":') },
];
const outcomes = [
  { outcome: outcomeCode.ok, literal: new Literal('ok"') },
  { outcome: outcomeCode.rejected, literal: new Literal('rejected"') },
  { outcome: outcomeCode.unknown, literal: new Literal('unknown"') },
];
const intendedKey = new Literal(',"intendedAtMs":');
const sentKey = new Literal(',"sentAtMs":');
const doneKey = new Literal(',"doneAtMs":');
const outcomeKey = new Literal(',"outcome":"');
const errorKey = new Literal(',"error":"');
const methodKey = new Literal(',"method":"');
const hashKey = new Literal(',"hash":"');
const fromKey = new Literal(',"from":"');
const nonceKey = new Literal(',"nonce":');

const brace = 0x7d;

export class OperationScanner {
  readonly #cursor = new LineCursor();
  // Where methods (eth_getBalance), errors and addresses differ.
  readonly #methods = new TextCache([4, 8]);
  readonly #errors = new TextCache([0, 12]);
  readonly #senders = new TextCache([4, 38]);

  /** Adds the record in `bytes[from, to)` to the columns; false, and nothing added, when it is not exactly as expected. */
  scan(bytes: Buffer, span: { from: number; to: number }, columns: OperationColumns): boolean {
    const cursor = this.#cursor;
    cursor.start(bytes, span.from);
    const row = columns.count;
    const kind = this.#kind();
    if (kind < 0) return false;
    columns.kind[row] = kind;
    columns.index[row] = cursor.count();
    cursor.expect(intendedKey);
    columns.intendedAtMs[row] = cursor.number();
    if (kind !== kindCode.dropped) this.#started(columns, row, kind);
    if (cursor.failed || bytes[cursor.at] !== brace || cursor.at + 1 !== span.to) return false;
    columns.count = row + 1;
    return true;
  }

  #started(columns: OperationColumns, row: number, kind: number): void {
    const cursor = this.#cursor;
    cursor.expect(sentKey);
    columns.sentAtMs[row] = cursor.number();
    cursor.expect(doneKey);
    columns.doneAtMs[row] = cursor.number();
    cursor.expect(outcomeKey);
    columns.outcome[row] = this.#outcome();
    columns.error[row] = cursor.matches(errorKey) ? cursor.text(this.#errors) : undefined;
    if (kind === kindCode.read) {
      cursor.expect(methodKey);
      columns.method[row] = cursor.text(this.#methods);
      return;
    }
    cursor.expect(hashKey);
    columns.hash[row] = cursor.ownText();
    cursor.expect(fromKey);
    columns.from[row] = cursor.text(this.#senders);
    cursor.expect(nonceKey);
    columns.nonce[row] = cursor.count();
  }

  #kind(): number {
    for (const { kind, literal } of openings) if (this.#cursor.matches(literal)) return kind;
    return -1;
  }

  #outcome(): number {
    for (const { outcome, literal } of outcomes) if (this.#cursor.matches(literal)) return outcome;
    this.#cursor.failed = true;
    return 0;
  }
}
