// Looks at nodes, in columns: of a day's run there are two million, and an object for each is 300 bytes. In columns
// they take 34, and whoever needs one again keeps its number.

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

const rowsPerChunk = 1 << 14;
const int32Max = 2 ** 31 - 1;

/** What nearly all looks at a node have in common. */
interface Shape {
  readonly node: string;
  readonly source: string;
  readonly peers: number | null;
  readonly syncing: boolean;
  /** Undefined when it answered. */
  readonly error: string | undefined;
}

interface Head {
  readonly height: number;
  readonly hash: string;
}

/** Takes looks as they come, and gives them in order of time once they are sorted. */
export class ProbeColumns implements ProbeLog {
  #count = 0;
  readonly #chunks: Chunk[] = [];
  readonly #shapes = new Shapes();
  readonly #heads = new Heads();
  /** Those that do not fit into the columns. */
  readonly #odd = new Map<number, Probe>();
  /** Wall times are told from the first one: so they fit into 32 bits. */
  #wallBaseMs: number | undefined;
  /** Rows in order of time; undefined when that is how they lie. */
  #order: Uint32Array | undefined;

  get count(): number {
    return this.#count;
  }

  add(probe: Probe): void {
    this.#wallBaseMs ??= probe.wallMs;
    const wallMs = probe.wallMs - this.#wallBaseMs;
    const row = this.#count % rowsPerChunk;
    if (row === 0) this.#chunks.push(new Chunk());
    const chunk = this.#chunks.at(-1);
    const shape = this.#shapes.idOf(probe);
    if (chunk === undefined) return;
    chunk.atMs[row] = probe.atMs;
    chunk.askedAtMs[row] = probe.askedAtMs;
    const pending = (probe.answered ? probe.pending : null) ?? -1;
    if (shape === undefined || !areInt32(probe.seq, wallMs, pending) || (pending < 0 && isTold(probe))) {
      this.#odd.set(this.#count, probe);
    } else {
      chunk.seq[row] = probe.seq;
      chunk.wallMs[row] = wallMs;
      if (probe.answered) chunk.head[row] = this.#heads.idOf(probe);
      chunk.pending[row] = pending;
      chunk.shape[row] = shape;
    }
    this.#count += 1;
  }

  /** By time, and by the order in which they were written where that is the same. */
  sort(): void {
    this.#order = orderByTime(this);
  }

  seqAt(index: number): number {
    const row = this.#order?.[index] ?? index;
    const odd = this.#odd.size === 0 ? undefined : this.#odd.get(row);
    return odd?.seq ?? this.#chunkOf(row)?.seq[row % rowsPerChunk] ?? 0;
  }

  atMsAt(index: number): number {
    const row = this.#order?.[index] ?? index;
    return this.#chunkOf(row)?.atMs[row % rowsPerChunk] ?? 0;
  }

  askedAtMsAt(index: number): number {
    const row = this.#order?.[index] ?? index;
    return this.#chunkOf(row)?.askedAtMs[row % rowsPerChunk] ?? 0;
  }

  at(index: number): Probe {
    const row = this.#order?.[index] ?? index;
    const chunk = this.#chunkOf(row);
    const place = row % rowsPerChunk;
    const odd = this.#odd.get(row);
    const shape = this.#shapes.at(chunk?.shape[place]);
    if (odd !== undefined) return odd;
    const [seq, atMs, askedAtMs] = [chunk?.seq[place] ?? 0, chunk?.atMs[place] ?? 0, chunk?.askedAtMs[place] ?? 0];
    const wallMs = (this.#wallBaseMs ?? 0) + (chunk?.wallMs[place] ?? 0);
    const { source, node, peers, syncing, error } = shape;
    const type = "probe.sampled";
    if (error !== undefined) return { seq, atMs, wallMs, source, type, node, askedAtMs, answered: false, error };
    const { height, hash } = this.#heads.at(chunk?.head[place]);
    const told = chunk?.pending[place] ?? -1;
    const pending = told < 0 ? null : told;
    return { seq, atMs, wallMs, source, type, node, askedAtMs, answered: true, height, hash, peers, syncing, pending };
  }

  #chunkOf(row: number): Chunk | undefined {
    return this.#chunks[Math.floor(row / rowsPerChunk)];
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
    if (compare(row - 1, row) > 0) return Uint32Array.from({ length: rows.count }, (_, index) => index).sort(compare);
  }
  return undefined;
}

const areInt32 = (...values: readonly number[]): boolean =>
  values.every((value) => Number.isInteger(value) && !Object.is(value, -0) && Math.abs(value) <= int32Max);

/** A number of waiting transactions that is none, for columns in which -1 stands for null. */
const isTold = (probe: Probe): boolean => probe.answered && probe.pending !== null;

class Chunk {
  readonly seq = new Uint32Array(rowsPerChunk);
  readonly atMs = new Float64Array(rowsPerChunk);
  readonly askedAtMs = new Float64Array(rowsPerChunk);
  readonly wallMs = new Int32Array(rowsPerChunk);
  readonly head = new Uint32Array(rowsPerChunk);
  readonly pending = new Int32Array(rowsPerChunk);
  readonly shape = new Uint16Array(rowsPerChunk);
}

const shapesMax = 2 ** 16;
const noShape: Shape = { node: "", source: "", peers: null, syncing: false, error: "" };

class Shapes {
  readonly #ids = new Map<string, number>();
  readonly #shapes: Shape[] = [];
  /** Of each node, the one that was asked for last: most looks are like the one before. */
  readonly #last = new Map<string, number>();

  /** Undefined when there are more than a column can tell apart. */
  idOf(probe: Probe): number | undefined {
    const last = this.#last.get(probe.node);
    if (last !== undefined && isLike(this.at(last), probe)) return last;
    const { node, source } = probe;
    const [peers, syncing] = probe.answered ? [probe.peers, probe.syncing] : [null, false];
    const error = probe.answered ? undefined : probe.error;
    const key = JSON.stringify([node, source, peers, syncing, error]);
    const id = this.#ids.get(key) ?? this.#shapes.length;
    if (id === shapesMax) return undefined;
    if (id === this.#shapes.length) {
      this.#shapes.push({ node, source, peers, syncing, error });
      this.#ids.set(key, id);
    }
    this.#last.set(node, id);
    return id;
  }

  at(id: number | undefined): Shape {
    return this.#shapes[id ?? -1] ?? noShape;
  }
}

function isLike(shape: Shape, probe: Probe): boolean {
  if (shape.node !== probe.node || shape.source !== probe.source) return false;
  if (!probe.answered) return shape.error === probe.error;
  return shape.error === undefined && shape.peers === probe.peers && shape.syncing === probe.syncing;
}

/** A head is told by every node, several times. */
class Heads {
  readonly #ids = new Map<string, number>();
  readonly #heads: Head[] = [];

  idOf({ height, hash }: Head): number {
    const known = this.#ids.get(hash);
    if (known !== undefined && this.#heads[known]?.height === height) return known;
    // The same hash at another height would be a lie of a node: then the newest is the one that is found.
    const id = this.#heads.push({ height, hash }) - 1;
    this.#ids.set(hash, id);
    return id;
  }

  at(id: number | undefined): Head {
    return this.#heads[id ?? -1] ?? { height: 0, hash: "" };
  }
}
