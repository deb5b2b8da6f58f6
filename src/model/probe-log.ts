// Looks at nodes, in columns: of a day's run there are two million, and an object for each is 300 bytes. In columns
// they take 15 to 20, and whoever needs one again keeps its number.

import { NumberColumn } from "../base/number-column.ts";
import { TextTable } from "../base/text-table.ts";
import type { EventOf } from "./event.ts";

export type Probe = EventOf<"probe.sampled">;

/** By their number, in order of time. */
export interface ProbeLog {
  readonly count: number;
  seqAt(index: number): number;
  atMsAt(index: number): number;
  askedAtMsAt(index: number): number;
  at(index: number): Probe;
}

/** What nearly all looks at a node have in common. */
interface Shape {
  readonly node: string;
  readonly source: string;
  readonly peers: number | null;
  readonly syncing: boolean;
  readonly tellsPending: boolean;
  /** Undefined when it answered. */
  readonly error: string | undefined;
}

/** Takes looks as they come, and gives them in order of time once they are closed. */
export class ProbeColumns implements ProbeLog {
  readonly #texts: TextTable;
  readonly #shapes = new Shapes();
  readonly #shape = new NumberColumn();
  readonly #seq = new NumberColumn();
  readonly #atMs = new NumberColumn();
  readonly #askedAtMs = new NumberColumn();
  /** By how much it is ahead of the whole milliseconds of `atMs`: that hardly changes. */
  readonly #wallAheadMs = new NumberColumn();
  readonly #height = new NumberColumn();
  readonly #hash = new NumberColumn();
  readonly #pending = new NumberColumn();
  /** Those that do not fit into the columns. */
  readonly #odd = new Map<number, Probe>();
  /** Rows in order of time; undefined when that is how they lie. */
  #order: Uint32Array | undefined;
  /** Repeated where there is no answer: a column of small steps takes less. */
  #last = { height: 0, hash: 0, pending: 0 };

  /** Hashes of heads are kept in the table that is given, which may hold other texts. */
  constructor(texts = new TextTable()) {
    this.#texts = texts;
  }

  get count(): number {
    return this.#seq.count;
  }

  add(probe: Probe): void {
    if (!Number.isSafeInteger(probe.wallMs) || !Number.isFinite(probe.atMs)) this.#odd.set(this.count, probe);
    if (probe.answered) {
      const { height, hash, pending } = probe;
      this.#last = { height, hash: this.#texts.idOf(hash), pending: pending ?? this.#last.pending };
    }
    this.#shape.add(this.#shapes.idOf(probe));
    this.#seq.add(probe.seq);
    this.#atMs.add(probe.atMs);
    this.#askedAtMs.add(probe.askedAtMs);
    this.#wallAheadMs.add(probe.wallMs - Math.floor(probe.atMs));
    this.#height.add(this.#last.height);
    this.#hash.add(this.#last.hash);
    this.#pending.add(this.#last.pending);
  }

  /** Nothing more is added: puts them in order of time, and in that in which they were written where it is the same. */
  close(): void {
    const columns = [this.#shape, this.#seq, this.#atMs, this.#askedAtMs, this.#wallAheadMs];
    for (const column of [...columns, this.#height, this.#hash, this.#pending]) column.close();
    this.#order = orderByTime(this);
  }

  seqAt(index: number): number {
    return this.#seq.at(this.#order?.[index] ?? index);
  }

  atMsAt(index: number): number {
    return this.#atMs.at(this.#order?.[index] ?? index);
  }

  askedAtMsAt(index: number): number {
    return this.#askedAtMs.at(this.#order?.[index] ?? index);
  }

  at(index: number): Probe {
    const row = this.#order?.[index] ?? index;
    const odd = this.#odd.size === 0 ? undefined : this.#odd.get(row);
    if (odd !== undefined) return odd;
    const [seq, atMs, askedAtMs] = [this.#seq.at(row), this.#atMs.at(row), this.#askedAtMs.at(row)];
    const wallMs = this.#wallAheadMs.at(row) + Math.floor(atMs);
    const { source, node, peers, syncing, tellsPending, error } = this.#shapes.at(this.#shape.at(row));
    const type = "probe.sampled";
    if (error !== undefined) return { seq, atMs, wallMs, source, type, node, askedAtMs, answered: false, error };
    const [height, hash] = [this.#height.at(row), this.#texts.at(this.#hash.at(row))];
    const pending = tellsPending ? this.#pending.at(row) : null;
    return { seq, atMs, wallMs, source, type, node, askedAtMs, answered: true, height, hash, peers, syncing, pending };
  }
}

/** What was where before, in order of time; undefined when that is how it lies. */
export function orderByTime(rows: {
  readonly count: number;
  seqAt(row: number): number;
  atMsAt(row: number): number;
}): Uint32Array | undefined {
  const compare = (a: number, b: number) => rows.atMsAt(a) - rows.atMsAt(b) || rows.seqAt(a) - rows.seqAt(b);
  for (let row = 1; row < rows.count; row++) {
    if (compare(row - 1, row) <= 0) continue;
    const order = new Uint32Array(rows.count);
    for (let index = 0; index < order.length; index++) order[index] = index;
    return order.sort(compare);
  }
  return undefined;
}

const noShape: Shape = { node: "", source: "", peers: null, syncing: false, tellsPending: false, error: "" };

class Shapes {
  readonly #ids = new Map<string, number>();
  readonly #shapes: Shape[] = [];
  /** Of each node, the one that was asked for last: most looks are like the one before. */
  readonly #last = new Map<string, number>();

  idOf(probe: Probe): number {
    const last = this.#last.get(probe.node) ?? -1;
    if (isLike(this.at(last), probe)) return last;
    const shape = shapeOf(probe);
    const key = JSON.stringify(Object.values(shape));
    const id = this.#ids.get(key) ?? this.#shapes.push(shape) - 1;
    this.#ids.set(key, id);
    this.#last.set(probe.node, id);
    return id;
  }

  at(id: number): Shape {
    return this.#shapes[id] ?? noShape;
  }
}

function shapeOf(probe: Probe): Shape {
  const { node, source } = probe;
  if (!probe.answered) return { ...noShape, node, source, error: probe.error };
  const { peers, syncing, pending } = probe;
  return { node, source, peers, syncing, tellsPending: pending !== null, error: undefined };
}

function isLike(shape: Shape, probe: Probe): boolean {
  if (shape.node !== probe.node || shape.source !== probe.source) return false;
  if (!probe.answered) return shape.error === probe.error;
  if (shape.error !== undefined || shape.peers !== probe.peers || shape.syncing !== probe.syncing) return false;
  return shape.tellsPending === (probe.pending !== null);
}
