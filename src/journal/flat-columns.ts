// Events of one type whose fields are numbers and texts, in columns: of a day's run there are two hundred thousand
// canaries, and an object for each of their events is 300 bytes.

import type { RunEvent } from "../model/event.ts";
import { orderByTime } from "../model/probe-log.ts";

export type Flat = string | number;

const rowsPerChunk = 1 << 12;

/** Texts by number. Those that only one event has are kept here once all the same. */
export class Texts {
  readonly #ids = new Map<string, number>();
  readonly #texts: string[] = [];

  idOf(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    this.#ids.set(text, this.#texts.length);
    return this.#texts.push(text) - 1;
  }

  /** The one that is kept here of all that are equal. */
  same(text: string): string {
    return this.at(this.idOf(text));
  }

  at(id: number): string {
    return this.#texts[id] ?? "";
  }

  /** Nothing more is added: they are found by their number alone. */
  close(): void {
    this.#ids.clear();
  }
}

/** Takes events that have the fields of the first one, each of the same kind. */
export class FlatColumns {
  #count = 0;
  readonly #texts: Texts;
  readonly #columns = new Map<string, Column>();
  readonly #seq = new Column(false);
  readonly #atMs = new Column(false);
  #order: Uint32Array | undefined;

  constructor(first: RunEvent, texts: Texts) {
    this.#texts = texts;
    for (const [field, value] of Object.entries(first)) this.#columns.set(field, new Column(typeof value === "string"));
    this.#columns.set("seq", this.#seq).set("atMs", this.#atMs);
  }

  get count(): number {
    return this.#count;
  }

  /** False, and nothing added, when the event is not like the first one. */
  add(event: RunEvent): boolean {
    if (!this.#isAlike(event)) return false;
    for (const [field, value] of Object.entries(event) as [string, Flat][]) {
      this.#columns.get(field)?.set(this.#count, typeof value === "string" ? this.#texts.idOf(value) : value);
    }
    this.#count += 1;
    return true;
  }

  /** By time, and by the order in which they were written where that is the same. */
  sort(): void {
    this.#order = orderByTime(this);
  }

  seqAt(index: number): number {
    return this.#seq.at(this.#order?.[index] ?? index);
  }

  atMsAt(index: number): number {
    return this.#atMs.at(this.#order?.[index] ?? index);
  }

  at(index: number): RunEvent {
    const row = this.#order?.[index] ?? index;
    const event: Record<string, Flat> = {};
    for (const [field, column] of this.#columns) {
      const value = column.at(row);
      event[field] = column.isText ? this.#texts.at(value) : value;
    }
    return event as unknown as RunEvent;
  }

  #isAlike(event: RunEvent): boolean {
    const fields = Object.entries(event);
    return (
      fields.length === this.#columns.size &&
      fields.every(([field, value]) => this.#columns.get(field)?.isText === (typeof value === "string"))
    );
  }
}

/** Numbers, in chunks: nothing is given back while it grows, and memory stays whole. A chunk of equal ones is that one. */
class Column {
  readonly isText: boolean;
  readonly #chunks: (number | Float64Array | Uint32Array)[] = [];

  constructor(isText: boolean) {
    this.isText = isText;
  }

  set(row: number, value: number): void {
    const [index, place] = [Math.floor(row / rowsPerChunk), row % rowsPerChunk];
    if (place === 0) this.#chunks.push(value);
    const chunk = this.#chunks[index];
    if (Object.is(chunk, value)) return;
    if (typeof chunk === "object") chunk[place] = value;
    else {
      const values = this.isText ? new Uint32Array(rowsPerChunk) : new Float64Array(rowsPerChunk);
      values.fill(chunk ?? 0, 0, place)[place] = value;
      this.#chunks[index] = values;
    }
  }

  at(row: number): number {
    const chunk = this.#chunks[Math.floor(row / rowsPerChunk)];
    return (typeof chunk === "object" ? chunk[row % rowsPerChunk] : chunk) ?? 0;
  }
}
