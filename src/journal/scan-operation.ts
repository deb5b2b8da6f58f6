// Reads operation records without JSON.parse, which would be most of what judging a run costs. Only lines exactly as
// load/join-operations.ts makes them are read here, key by key; of any other line the scanner says nothing, and
// JSON.parse with the schema decides. Numbers are exact: up to 15 digits divided by a power of ten is what JSON.parse
// gives (W. D. Clinger, "How to read floating point numbers accurately", 1990).

import { kindCode, type OperationColumns, outcomeCode } from "../model/operation-log.ts";
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

const [minus, dot, zero, nine, quote, backslash, brace] = [0x2d, 0x2e, 0x30, 0x39, 0x22, 0x5c, 0x7d];
const [space, tilde] = [0x20, 0x7e];
const digitsMax = 15;
const powersOfTen = Float64Array.from({ length: digitsMax + 1 }, (_, power) => 10 ** power);

export class OperationScanner {
  #bytes: Buffer = Buffer.alloc(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** Next byte to look at. */
  #at = 0;
  #failed = false;
  // Where methods (eth_getBalance), errors and addresses differ.
  readonly #methods = new TextCache([4, 8]);
  readonly #errors = new TextCache([0, 12]);
  readonly #senders = new TextCache([4, 38]);

  /** Adds the record in `bytes[from, to)` to the columns; false, and nothing added, when it is not exactly as expected. */
  scan(bytes: Buffer, span: { from: number; to: number }, columns: OperationColumns): boolean {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    this.#at = span.from;
    this.#failed = false;
    const row = columns.count;
    const kind = this.#kind();
    if (kind < 0) return false;
    columns.kind[row] = kind;
    columns.index[row] = this.#count();
    this.#expect(intendedKey);
    columns.intendedAtMs[row] = this.#number();
    if (kind !== kindCode.dropped) this.#started(columns, row, kind);
    if (this.#failed || bytes[this.#at] !== brace || this.#at + 1 !== span.to) return false;
    columns.count = row + 1;
    return true;
  }

  #started(columns: OperationColumns, row: number, kind: number): void {
    this.#expect(sentKey);
    columns.sentAtMs[row] = this.#number();
    this.#expect(doneKey);
    columns.doneAtMs[row] = this.#number();
    this.#expect(outcomeKey);
    columns.outcome[row] = this.#outcome();
    columns.error[row] = this.#matches(errorKey) ? this.#text(this.#errors) : undefined;
    if (kind === kindCode.read) {
      this.#expect(methodKey);
      columns.method[row] = this.#text(this.#methods);
      return;
    }
    this.#expect(hashKey);
    columns.hash[row] = this.#ownText();
    this.#expect(fromKey);
    columns.from[row] = this.#text(this.#senders);
    this.#expect(nonceKey);
    columns.nonce[row] = this.#count();
  }

  #kind(): number {
    for (const { kind, literal } of openings) if (this.#matches(literal)) return kind;
    return -1;
  }

  #outcome(): number {
    for (const { outcome, literal } of outcomes) if (this.#matches(literal)) return outcome;
    this.#failed = true;
    return 0;
  }

  #expect(literal: Literal): void {
    if (!this.#matches(literal)) this.#failed = true;
  }

  /** Goes past the literal if it is what comes next. */
  #matches(literal: Literal): boolean {
    if (!literal.isAt(this.#view, this.#at)) return false;
    this.#at += literal.length;
    return true;
  }

  /** A whole number that is not negative. */
  #count(): number {
    const from = this.#at;
    const value = this.#digits();
    if (this.#at - from > digitsMax) this.#failed = true;
    return value;
  }

  #number(): number {
    const bytes = this.#bytes;
    const isNegative = bytes[this.#at] === minus;
    if (isNegative) this.#at += 1;
    const from = this.#at;
    let value = this.#digits();
    let digits = this.#at - from;
    if (bytes[this.#at] === dot) {
      const pointAt = this.#at++;
      value = this.#moreDigits(value);
      const decimals = this.#at - pointAt - 1;
      digits += decimals;
      if (decimals === 0) this.#failed = true;
      value /= powersOfTen[decimals] ?? Number.NaN;
    }
    // Beyond that a sum of digits is no longer exact.
    if (digits > digitsMax) this.#failed = true;
    return isNegative ? -value : value;
  }

  /** At least one, and no zero before another. */
  #digits(): number {
    const from = this.#at;
    const value = this.#moreDigits(0);
    const count = this.#at - from;
    if (count === 0 || (count > 1 && this.#bytes[from] === zero)) this.#failed = true;
    return value;
  }

  #moreDigits(before: number): number {
    const bytes = this.#bytes;
    let value = before;
    let at = this.#at;
    for (let byte = bytes[at] ?? 0; byte >= zero && byte <= nine; byte = bytes[++at] ?? 0) {
      value = value * 10 + (byte - zero);
    }
    this.#at = at;
    return value;
  }

  /** One of few texts that come again and again. */
  #text(cache: TextCache): string {
    const from = this.#at;
    const known = cache.find(this.#view, from);
    if (known !== undefined) {
      this.#at = from + known.literal.length;
      return known.text;
    }
    const text = this.#ownText();
    if (!this.#failed) cache.add(this.#view, from, { text, end: '"' });
    return text;
  }

  /** A text that no other record has. */
  #ownText(): string {
    const from = this.#at;
    return this.#bytes.toString("latin1", from, this.#textEnd());
  }

  /** Where the text ends that begins here; goes past its quote. Printable ASCII only: anything else is for JSON.parse. */
  #textEnd(): number {
    const bytes = this.#bytes;
    let at = this.#at;
    let byte = bytes[at] ?? 0;
    while (byte !== quote) {
      if (byte < space || byte > tilde || byte === backslash) {
        this.#failed = true;
        return this.#at;
      }
      byte = bytes[++at] ?? 0;
    }
    this.#at = at + 1;
    return at;
  }
}
