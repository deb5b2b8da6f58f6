// Reads a line of JSON that is exactly as expected, key by key, without JSON.parse. Numbers are exact: up to 15 digits
// divided by a power of ten is what JSON.parse gives (W. D. Clinger, "How to read floating point numbers accurately",
// 1990), and longer ones are read from their text.

import type { Literal } from "./literal.ts";
import type { TextCache } from "./text-cache.ts";

const [minus, dot, zero, nine, quote, backslash] = [0x2d, 0x2e, 0x30, 0x39, 0x22, 0x5c];
const [space, tilde] = [0x20, 0x7e];
const digitsMax = 15;
const powersOfTen = Float64Array.from({ length: digitsMax + 1 }, (_, power) => 10 ** power);

/** Goes through bytes; when something is not as expected it has failed, and what it gives says nothing. */
export class LineCursor {
  bytes: Buffer = Buffer.alloc(0);
  /** Next byte to look at. */
  at = 0;
  failed = false;
  #view: DataView = new DataView(new ArrayBuffer(0));

  start(bytes: Buffer, at: number): void {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    this.at = at;
    this.failed = false;
  }

  expect(literal: Literal): void {
    if (!this.matches(literal)) this.failed = true;
  }

  /** Goes past the literal if it is what comes next. */
  matches(literal: Literal): boolean {
    if (!literal.isAt(this.#view, this.at)) return false;
    this.at += literal.length;
    return true;
  }

  /** A whole number that is not negative. */
  count(): number {
    const from = this.at;
    const value = this.#digits();
    if (this.at - from > digitsMax) this.failed = true;
    return value;
  }

  number(): number {
    const bytes = this.bytes;
    const startAt = this.at;
    const isNegative = bytes[startAt] === minus;
    if (isNegative) this.at += 1;
    const from = this.at;
    let value = this.#digits();
    let digits = this.at - from;
    if (bytes[this.at] === dot) {
      const pointAt = this.at++;
      value = this.#moreDigits(value);
      const decimals = this.at - pointAt - 1;
      digits += decimals;
      if (decimals === 0) this.failed = true;
      value /= powersOfTen[decimals] ?? Number.NaN;
    }
    // Beyond that a sum of digits is no longer exact.
    if (digits > digitsMax) return this.#longNumber(startAt);
    return isNegative ? -value : value;
  }

  #longNumber(from: number): number {
    const value = Number(this.bytes.toString("latin1", from, this.at));
    if (!Number.isFinite(value)) this.failed = true;
    return value;
  }

  /** One of few texts that come again and again. */
  text(cache: TextCache): string {
    const from = this.at;
    const known = cache.find(this.#view, from);
    if (known !== undefined) {
      this.at = from + known.literal.length;
      return known.text;
    }
    const text = this.ownText();
    if (!this.failed) cache.add(this.#view, from, { text, end: '"' });
    return text;
  }

  /** A text that comes once or twice. */
  ownText(): string {
    const from = this.at;
    return this.bytes.toString("latin1", from, this.#textEnd());
  }

  /** At least one, and no zero before another. */
  #digits(): number {
    const from = this.at;
    const value = this.#moreDigits(0);
    const count = this.at - from;
    if (count === 0 || (count > 1 && this.bytes[from] === zero)) this.failed = true;
    return value;
  }

  #moreDigits(before: number): number {
    const bytes = this.bytes;
    let value = before;
    let at = this.at;
    for (let byte = bytes[at] ?? 0; byte >= zero && byte <= nine; byte = bytes[++at] ?? 0) {
      value = value * 10 + (byte - zero);
    }
    this.at = at;
    return value;
  }

  /** Where the text ends that begins here; goes past its quote. Printable ASCII only: anything else is for JSON.parse. */
  #textEnd(): number {
    const bytes = this.bytes;
    let at = this.at;
    let byte = bytes[at] ?? 0;
    while (byte !== quote) {
      if (byte < space || byte > tilde || byte === backslash) {
        this.failed = true;
        return this.at;
      }
      byte = bytes[++at] ?? 0;
    }
    this.at = at + 1;
    return at;
  }
}
