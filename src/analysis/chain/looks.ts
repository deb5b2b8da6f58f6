// What was seen of one node, look by look. There are hundreds of thousands in a day, so a look is no more than the
// number of its probe, until somebody asks for it; what was wrong is kept beside, for it is rare.

import { NumberColumn } from "../../base/number-column.ts";
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

/** Takes the numbers of the probes of one node. */
export class LooksAtNode implements Looks {
  readonly #probes: ProbeLog;
  readonly #problems = new Map<number, string>();
  readonly #indexes = new NumberColumn();
  /** The numbers in the order in which they were asked; undefined when that is how they came. */
  #order: Uint32Array | undefined;

  constructor(probes: ProbeLog) {
    this.#probes = probes;
  }

  add(index: number, problem: string | undefined): void {
    this.#indexes.add(index);
    if (problem !== undefined) this.#problems.set(index, problem);
  }

  /** Nothing more is added: puts them into the order in which they were asked. */
  close(): void {
    this.#indexes.close();
    const probes = this.#probes;
    const compare = (a: number, b: number) =>
      probes.askedAtMsAt(a) - probes.askedAtMsAt(b) || probes.seqAt(a) - probes.seqAt(b);
    for (let place = 1; place < this.#indexes.count; place++) {
      if (compare(this.#indexes.at(place - 1), this.#indexes.at(place)) <= 0) continue;
      this.#order = Uint32Array.from(this.#indexes).sort(compare);
      return;
    }
  }

  *[Symbol.iterator](): Iterator<Look> {
    for (const index of this.#order ?? this.#indexes) yield this.#at(index);
  }

  find(isWanted: (look: Look) => boolean): Look | undefined {
    for (const look of this) if (isWanted(look)) return look;
    return undefined;
  }

  findLast(isWanted: (look: Look) => boolean): Look | undefined {
    for (let place = this.#indexes.count - 1; place >= 0; place--) {
      const look = this.#at(this.#order?.[place] ?? this.#indexes.at(place));
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
