// The events of a run in the least memory that lets them be read as a list. Looks at nodes are most of them and lie in
// columns; what is left are objects, and the hashes that they share are one string each.

import type { EventOf, EventType, RunEvent, SortedEventLog } from "../model/event.ts";
import { ProbeColumns } from "./probe-columns.ts";

/** Some events are written later than they happened: a block's body is fetched after its sighting. */
const byTime = (a: RunEvent, b: RunEvent): number => a.atMs - b.atMs || a.seq - b.seq;

/** Takes events in the order of the journal. */
export class EventCollector {
  readonly #probes = new ProbeColumns();
  readonly #others: RunEvent[] = [];
  readonly #hashes = new Map<string, string>();

  add(event: RunEvent): void {
    if (event.type === "probe.sampled" && this.#probes.add(event)) return;
    this.#others.push(this.#sharingHashes(event));
  }

  close(): SortedEventLog {
    return new StoredEvents(this.#probes, this.#others.sort(byTime));
  }

  #sharingHashes(event: RunEvent): RunEvent {
    const shared = (hash: string): string => {
      const known = this.#hashes.get(hash);
      if (known === undefined) this.#hashes.set(hash, hash);
      return known ?? hash;
    };
    switch (event.type) {
      case "block.seen":
        return { ...event, hash: shared(event.hash), parentHash: shared(event.parentHash) };
      case "chain.snapshot":
        return { ...event, hashes: event.hashes.map(shared) };
      case "canary.sent":
        return { ...event, hash: shared(event.hash) };
      case "canary.resolved":
        return { ...event, hash: shared(event.hash), ...(event.block && { block: shared(event.block) }) };
      default:
        return event;
    }
  }
}

class StoredEvents implements SortedEventLog {
  readonly #probes: ProbeColumns;
  /** Rows of the probes in order of time; undefined when that is how they lie. */
  readonly #order: Uint32Array | undefined;
  readonly #others: readonly RunEvent[];

  constructor(probes: ProbeColumns, others: readonly RunEvent[]) {
    this.#probes = probes;
    this.#others = others;
    this.#order = orderOf(probes);
  }

  get length(): number {
    return this.#probes.count + this.#others.length;
  }

  *[Symbol.iterator](): Iterator<RunEvent> {
    let next = 0;
    for (let index = 0; index < this.#probes.count; index++) {
      const row = this.#order?.[index] ?? index;
      const probe = this.#probes.at(row);
      if (probe === undefined) continue;
      for (
        let other = this.#others[next];
        other !== undefined && byTime(other, probe) < 0;
        other = this.#others[next]
      ) {
        yield other;
        next += 1;
      }
      yield probe;
    }
    yield* this.#others.slice(next);
  }

  ofType<T extends EventType>(type: T): EventOf<T>[] {
    const isOfType = (event: RunEvent): event is EventOf<T> => event.type === type;
    if (type !== "probe.sampled") return this.#others.filter(isOfType);
    const found: EventOf<T>[] = [];
    for (const event of this) if (isOfType(event)) found.push(event);
    return found;
  }
}

function orderOf(probes: ProbeColumns): Uint32Array | undefined {
  const isSorted = (index: number) => index === 0 || probes.atMsAt(index - 1) <= probes.atMsAt(index);
  const rows = Uint32Array.from({ length: probes.count }, (_, index) => index);
  if (rows.every(isSorted)) return undefined;
  return rows.sort((a, b) => probes.atMsAt(a) - probes.atMsAt(b) || probes.seqAt(a) - probes.seqAt(b));
}
