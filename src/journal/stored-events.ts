// The events of a run in the least memory that lets them be read as a list. Looks at nodes are most of them and lie in
// columns, and so do canaries and what the machine did; what is left are objects, and the texts that they share are
// one string each.

import type { EventOf, EventType, RunEvent, SortedEventLog } from "../model/event.ts";
import { ProbeColumns } from "../model/probe-log.ts";
import { FlatColumns, Texts } from "./flat-columns.ts";

/** Fields are numbers and texts, and there are many of them. */
const flatTypes: ReadonlySet<EventType> = new Set(["canary.sent", "canary.resolved", "machine.sampled"]);

/** Events by their number, in order of time. */
interface Rows {
  readonly count: number;
  seqAt(index: number): number;
  atMsAt(index: number): number;
  at(index: number): RunEvent | undefined;
}

/** Some events are written later than they happened: a block's body is fetched after its sighting. */
const byTime = (a: RunEvent, b: RunEvent): number => a.atMs - b.atMs || a.seq - b.seq;

/** Takes events in the order of the journal. */
export class EventCollector {
  readonly #probes = new ProbeColumns();
  readonly #objects: RunEvent[] = [];
  /** By type and number of fields: some have one more. */
  readonly #flats = new Map<string, { type: EventType; columns: FlatColumns }>();
  readonly #texts = new Texts();

  add(event: RunEvent): void {
    if (event.type === "probe.sampled") this.#probes.add(event);
    else if (!flatTypes.has(event.type) || !this.#addFlat(event)) this.#objects.push(this.#sharingTexts(event));
  }

  close(): SortedEventLog {
    this.#texts.close();
    this.#probes.sort();
    const flats = new Map<EventType, FlatColumns[]>();
    for (const { type, columns } of this.#flats.values()) {
      columns.sort();
      flats.set(type, [...(flats.get(type) ?? []), columns]);
    }
    return new StoredEvents({ probes: this.#probes, flats, objects: this.#objects.sort(byTime) });
  }

  #addFlat(event: RunEvent): boolean {
    const fields = Object.keys(event).length;
    const key = `${event.type} ${fields}`;
    let flat = this.#flats.get(key);
    if (flat === undefined) {
      flat = { type: event.type, columns: new FlatColumns(event, this.#texts) };
      this.#flats.set(key, flat);
    }
    return flat.columns.add(event);
  }

  #sharingTexts(event: RunEvent): RunEvent {
    const shared = (text: string): string => this.#texts.same(text);
    switch (event.type) {
      case "block.seen": {
        const txs = event.txs.map((tx) => ({ ...tx, hash: shared(tx.hash), from: shared(tx.from) }));
        return { ...event, hash: shared(event.hash), parentHash: shared(event.parentHash), txs };
      }
      case "chain.snapshot":
        return { ...event, hashes: event.hashes.map(shared) };
      default:
        return event;
    }
  }
}

class StoredEvents implements SortedEventLog {
  readonly probes: ProbeColumns;
  readonly #flats: ReadonlyMap<EventType, readonly FlatColumns[]>;
  readonly #objects: readonly RunEvent[];

  constructor(stored: {
    probes: ProbeColumns;
    flats: ReadonlyMap<EventType, readonly FlatColumns[]>;
    objects: readonly RunEvent[];
  }) {
    this.probes = stored.probes;
    this.#flats = stored.flats;
    this.#objects = stored.objects;
  }

  get length(): number {
    return this.#sources().reduce((sum, { count }) => sum + count, 0);
  }

  [Symbol.iterator](): Iterator<RunEvent> {
    return merge(this.#sources())[Symbol.iterator]();
  }

  ofType<T extends EventType>(type: T): Iterable<EventOf<T>> {
    const isOfType = (event: RunEvent): event is EventOf<T> => event.type === type;
    const objects = rowsOf(this.#objects.filter(isOfType));
    const columns = type === "probe.sampled" ? [this.probes] : (this.#flats.get(type) ?? []);
    return merge([objects, ...columns]) as Iterable<EventOf<T>>;
  }

  #sources(): Rows[] {
    return [this.probes, rowsOf(this.#objects), ...[...this.#flats.values()].flat()];
  }
}

const rowsOf = (events: readonly RunEvent[]): Rows => ({
  count: events.length,
  seqAt: (index) => events[index]?.seq ?? 0,
  atMsAt: (index) => events[index]?.atMs ?? 0,
  at: (index) => events[index],
});

/** All events of all sources in order of time. */
function* merge(all: readonly Rows[]): Iterable<RunEvent> {
  const heads = all.map((rows) => ({ rows, next: 0, atMs: rows.count > 0 ? rows.atMsAt(0) : Infinity }));
  const isBefore = (a: (typeof heads)[number], b: (typeof heads)[number]) =>
    a.atMs < b.atMs || (a.atMs === b.atMs && a.rows.seqAt(a.next) < b.rows.seqAt(b.next));
  for (;;) {
    let first = heads[0];
    for (const head of heads) if (first !== undefined && isBefore(head, first)) first = head;
    const event = first?.rows.at(first.next);
    if (first === undefined || event === undefined || first.atMs === Infinity) return;
    yield event;
    first.next += 1;
    first.atMs = first.next < first.rows.count ? first.rows.atMsAt(first.next) : Infinity;
  }
}
