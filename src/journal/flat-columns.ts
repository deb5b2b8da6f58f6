// Events of one type whose fields are numbers and texts, in columns: of a day's run there are two hundred thousand
// canaries, and an object for each of their events is 300 bytes.

import { NumberColumn } from "../base/number-column.ts";
import type { TextTable } from "../base/text-table.ts";
import type { RunEvent } from "../model/event.ts";
import { orderByTime } from "../model/probe-log.ts";

export type Flat = string | number;

interface Field {
  readonly name: string;
  readonly isText: boolean;
  /** Of texts, their numbers. */
  readonly column: NumberColumn;
}

/** Takes events that have the fields of the first one, each of the same kind. */
export class FlatColumns {
  readonly #texts: TextTable;
  readonly #fields: readonly Field[];
  readonly #seq: NumberColumn;
  readonly #atMs: NumberColumn;
  #order: Uint32Array | undefined;

  constructor(first: RunEvent, texts: TextTable) {
    this.#texts = texts;
    this.#fields = Object.entries(first).map(([name, value]) => {
      return { name, isText: typeof value === "string", column: new NumberColumn() };
    });
    const columnOf = (field: string) => this.#fields.find(({ name }) => name === field)?.column ?? new NumberColumn();
    this.#seq = columnOf("seq");
    this.#atMs = columnOf("atMs");
  }

  get count(): number {
    return this.#seq.count;
  }

  /** False, and nothing added, when the event is not like the first one. */
  add(event: RunEvent): boolean {
    const values = event as unknown as Readonly<Record<string, Flat>>;
    if (!this.#isAlike(values)) return false;
    for (const { name, column } of this.#fields) {
      const value = values[name] ?? 0;
      column.add(typeof value === "string" ? this.#texts.idOf(value) : value);
    }
    return true;
  }

  /** Nothing more is added: puts them in order of time, and in that in which they were written where it is the same. */
  close(): void {
    for (const { column } of this.#fields) column.close();
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
    for (const { name, isText, column } of this.#fields) {
      const value = column.at(row);
      event[name] = isText ? this.#texts.at(value) : value;
    }
    return event as unknown as RunEvent;
  }

  #isAlike(event: Readonly<Record<string, Flat>>): boolean {
    return (
      Object.keys(event).length === this.#fields.length &&
      this.#fields.every(({ name, isText }) => typeof event[name] === (isText ? "string" : "number"))
    );
  }
}
