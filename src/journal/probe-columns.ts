// Looks at nodes, in columns: of a day's run there are two million, and an object for each is 300 bytes. In columns
// they take 40.

import type { EventOf } from "../model/event.ts";

type Probe = EventOf<"probe.sampled">;
type Answered = Extract<Probe, { answered: true }>;

const rowsPerChunk = 1 << 14;
const int32Max = 2 ** 31 - 1;

export class ProbeColumns {
  #count = 0;
  readonly #chunks: Chunk[] = [];
  readonly #texts = new Texts();
  /** Wall times are told from the first one: so they fit into 32 bits. */
  #wallBaseMs: number | undefined;

  get count(): number {
    return this.#count;
  }

  /** False, and nothing added, when it does not fit into the columns: it is for the caller to keep. */
  add(probe: Probe): boolean {
    this.#wallBaseMs ??= probe.wallMs;
    const wallMs = probe.wallMs - this.#wallBaseMs;
    if (!probe.answered || !fits(probe, wallMs)) return false;
    const row = this.#count % rowsPerChunk;
    if (row === 0) this.#chunks.push(new Chunk());
    const chunk = this.#chunks.at(-1);
    if (chunk === undefined) return false;
    this.#count += 1;
    chunk.seq[row] = probe.seq;
    chunk.atMs[row] = probe.atMs;
    chunk.askedAtMs[row] = probe.askedAtMs;
    chunk.wallMs[row] = wallMs;
    chunk.height[row] = probe.height;
    chunk.hash[row] = this.#texts.idOf(probe.hash);
    chunk.peers[row] = probe.peers ?? -1;
    chunk.pending[row] = probe.pending ?? -1;
    chunk.node[row] = this.#texts.idOf(probe.node);
    chunk.source[row] = this.#texts.idOf(probe.source);
    chunk.syncing[row] = probe.syncing ? 1 : 0;
    return true;
  }

  seqAt(index: number): number {
    return this.#chunks[Math.floor(index / rowsPerChunk)]?.seq[index % rowsPerChunk] ?? 0;
  }

  atMsAt(index: number): number {
    return this.#chunks[Math.floor(index / rowsPerChunk)]?.atMs[index % rowsPerChunk] ?? 0;
  }

  at(index: number): Answered | undefined {
    const chunk = this.#chunks[Math.floor(index / rowsPerChunk)];
    const row = index % rowsPerChunk;
    if (index >= this.#count || chunk === undefined) return undefined;
    return {
      seq: chunk.seq[row] ?? 0,
      atMs: chunk.atMs[row] ?? 0,
      wallMs: (this.#wallBaseMs ?? 0) + (chunk.wallMs[row] ?? 0),
      source: this.#texts.at(chunk.source[row]),
      type: "probe.sampled",
      node: this.#texts.at(chunk.node[row]),
      askedAtMs: chunk.askedAtMs[row] ?? 0,
      answered: true,
      height: chunk.height[row] ?? 0,
      hash: this.#texts.at(chunk.hash[row]),
      peers: orNull(chunk.peers[row]),
      syncing: chunk.syncing[row] === 1,
      pending: orNull(chunk.pending[row]),
    };
  }
}

class Chunk {
  readonly seq = new Uint32Array(rowsPerChunk);
  readonly atMs = new Float64Array(rowsPerChunk);
  readonly askedAtMs = new Float64Array(rowsPerChunk);
  readonly wallMs = new Int32Array(rowsPerChunk);
  readonly height = new Int32Array(rowsPerChunk);
  readonly hash = new Int32Array(rowsPerChunk);
  readonly peers = new Int16Array(rowsPerChunk);
  readonly pending = new Int32Array(rowsPerChunk);
  readonly node = new Uint16Array(rowsPerChunk);
  readonly source = new Uint16Array(rowsPerChunk);
  readonly syncing = new Uint8Array(rowsPerChunk);
}

function fits({ seq, height, peers, pending }: Answered, wallMs: number): boolean {
  const isInt32 = (value: number) => Number.isInteger(value) && Math.abs(value) <= int32Max;
  const isCount = (value: number | null, max: number) => value === null || (value >= 0 && value <= max);
  return seq <= int32Max && isInt32(wallMs) && isInt32(height) && isCount(peers, 32767) && isCount(pending, int32Max);
}

const orNull = (value: number | undefined): number | null => (value === undefined || value < 0 ? null : value);

/** Texts by number: nodes and sources are few, and heads are told by every node. */
class Texts {
  readonly #ids = new Map<string, number>();
  readonly #texts: string[] = [];

  idOf(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    this.#ids.set(text, this.#texts.length);
    return this.#texts.push(text) - 1;
  }

  at(id: number | undefined): string {
    return this.#texts[id ?? -1] ?? "";
  }
}
