// The events of a run in the least memory that lets them be read as a list. Looks at nodes are most of them and lie in
// columns, and so do blocks, canaries and what the machine did; what is left are objects. Hashes and addresses are kept
// once, whoever tells them.

import { TextTable } from "../base/text-table.ts";
import { BlockColumns } from "../model/block-log.ts";
import type { EventOf, EventType, RunEvent } from "../model/event.ts";
import type { SortedEventLog } from "../model/event-log.ts";
import { ProbeColumns } from "../model/probe-log.ts";
import { FlatColumns } from "./flat-columns.ts";

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
  readonly #texts = new TextTable();
  readonly #probes = new ProbeColumns(this.#texts);
  readonly #blocks = new BlockColumns(this.#texts);
  readonly #objects: RunEvent[] = [];
  /** By type and number of fields: some have one more. */
  readonly #flats = new Map<string, { type: EventType; columns: FlatColumns }>();

  add(event: RunEvent): void {
    if (event.type === "probe.sampled") this.#probes.add(event);
    else if (event.type === "block.seen") this.#blocks.add(event);
    else if (event.type === "chain.snapshot") this.#objects.push(this.#snapshot(event));
    else if (!flatTypes.has(event.type) || !this.#addFlat(event)) this.#objects.push(event);
  }

  close(): SortedEventLog {
    this.#texts.close();
    this.#probes.close();
    this.#blocks.close();
    const flats = new Map<EventType, FlatColumns[]>();
    for (const { type, columns } of this.#flats.values()) {
      columns.close();
      flats.set(type, [...(flats.get(type) ?? []), columns]);
    }
    const objects = this.#objects.sort(byTime);
    return new StoredEvents({ probes: this.#probes, blocks: this.#blocks, flats, objects });
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

  /** Of a long chain it is megabytes of hashes: they are put together anew for whoever asks. */
  #snapshot({ hashes, ...rest }: EventOf<"chain.snapshot">): RunEvent {
    const texts = this.#texts;
    const ids = Uint32Array.from(hashes, (hash) => texts.idOf(hash));
    const listed = { enumerable: true, get: () => Array.from(ids, (id) => texts.at(id)) };
    return Object.defineProperty(rest, "hashes", listed) as EventOf<"chain.snapshot">;
  }
}

class StoredEvents implements SortedEventLog {
  readonly probes: ProbeColumns;
  readonly blocks: BlockColumns;
  readonly #flats: ReadonlyMap<EventType, readonly FlatColumns[]>;
  readonly #objects: readonly RunEvent[];

  constructor(stored: {
    probes: ProbeColumns;
    blocks: BlockColumns;
    flats: ReadonlyMap<EventType, readonly FlatColumns[]>;
    objects: readonly RunEvent[];
  }) {
    this.probes = stored.probes;
    this.blocks = stored.blocks;
    this.#flats = stored.flats;
    this.#objects = stored.objects;
  }

  get length(): number {
    return this.#sources().reduce((sum, { count }) => sum + count, 0);
  }

  get endMs(): number {
    const last = (rows: Rows) => (rows.count === 0 ? 0 : rows.atMsAt(rows.count - 1));
    return this.#sources().reduce((endMs, rows) => Math.max(endMs, last(rows)), 0);
  }

  [Symbol.iterator](): Iterator<RunEvent> {
    return merge(this.#sources())[Symbol.iterator]();
  }

  ofTypes<T extends EventType>(types: readonly T[]): Iterable<EventOf<T>> {
    const wanted: ReadonlySet<EventType> = new Set(types);
    const objects = rowsOf(this.#objects.filter((event) => wanted.has(event.type)));
    const columns = types.flatMap((type): readonly Rows[] => {
      if (type === "probe.sampled") return [this.probes];
      return type === "block.seen" ? [this.blocks] : (this.#flats.get(type) ?? []);
    });
    return merge([objects, ...columns]) as Iterable<EventOf<T>>;
  }

  #sources(): Rows[] {
    return [this.probes, this.blocks, rowsOf(this.#objects), ...[...this.#flats.values()].flat()];
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
