// What was seen of one node, look by look. There are hundreds of thousands in a day, so a look is no more than the
// number of its probe, until somebody asks for it; what was wrong is kept beside, for it is rare.

import type { ProbeLog } from "../../model/probe-log.ts";

export interface Look {
  readonly seq: number;
  readonly askedAtMs: number;
  readonly atMs: number;
  readonly head: { readonly height: number; readonly hash: string } | undefined;
  /** Why the node was not in sync; undefined when it was. */
  readonly problem: string | undefined;
}

/** In the order in which they were asked. An array is one. */
export interface Looks extends Iterable<Look> {
  find(isWanted: (look: Look) => boolean): Look | undefined;
  findLast(isWanted: (look: Look) => boolean): Look | undefined;
}

const rowsMin = 1024;

/** Takes the numbers of the probes of one node. */
export class LooksAtNode implements Looks {
  readonly #probes: ProbeLog;
  readonly #problems = new Map<number, string>();
  #indexes = new Uint32Array(rowsMin);
  #count = 0;

  constructor(probes: ProbeLog) {
    this.#probes = probes;
  }

  add(index: number, problem: string | undefined): void {
    if (this.#count === this.#indexes.length) {
      const longer = new Uint32Array(this.#count * 2);
      longer.set(this.#indexes);
      this.#indexes = longer;
    }
    this.#indexes[this.#count++] = index;
    if (problem !== undefined) this.#problems.set(index, problem);
  }

  /** Nothing more is added: puts them into the order in which they were asked. */
  close(): void {
    const probes = this.#probes;
    const compare = (a: number, b: number) =>
      probes.askedAtMsAt(a) - probes.askedAtMsAt(b) || probes.seqAt(a) - probes.seqAt(b);
    this.#indexes = this.#indexes.slice(0, this.#count);
    const isBefore = (index: number, place: number, all: Uint32Array) =>
      place === 0 || compare(all[place - 1] ?? 0, index) <= 0;
    if (!this.#indexes.every(isBefore)) this.#indexes.sort(compare);
  }

  *[Symbol.iterator](): Iterator<Look> {
    for (const index of this.#indexes) yield this.#at(index);
  }

  find(isWanted: (look: Look) => boolean): Look | undefined {
    for (const look of this) if (isWanted(look)) return look;
    return undefined;
  }

  findLast(isWanted: (look: Look) => boolean): Look | undefined {
    for (let place = this.#count - 1; place >= 0; place--) {
      const look = this.#at(this.#indexes[place] ?? 0);
      if (isWanted(look)) return look;
    }
    return undefined;
  }

  #at(index: number): Look {
    const probe = this.#probes.at(index);
    const { seq, askedAtMs, atMs } = probe;
    const head = probe.answered ? { height: probe.height, hash: probe.hash } : undefined;
    return { seq, askedAtMs, atMs, head, problem: this.#problems.get(index) };
  }
}
