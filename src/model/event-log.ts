// Ways into the events of a run that do not lead past all of them. An array is a log, too; one that was read from a
// journal is sorted by types and lies in columns.

import { type BlockLog, blockLogOf } from "./block-log.ts";
import type { EventLog, EventOf, EventType, RunEvent } from "./event.ts";
import { ProbeColumns, type ProbeLog } from "./probe-log.ts";

/** A log that finds the events of some types without looking at all of them. */
export interface SortedEventLog extends EventLog {
  /** One by one, in order of time: a list of them may be longer than what is kept of them. */
  ofTypes<T extends EventType>(types: readonly T[]): Iterable<EventOf<T>>;
  /** When the last thing happened; 0 when nothing did. */
  readonly endMs: number;
  /** All events of type `probe.sampled`, in their order. */
  readonly probes: ProbeLog;
  /** All events of type `block.seen`, in their order. */
  readonly blocks: BlockLog;
}

/** Events of one type, or of any of several, one by one: for types of which there are many. */
export function eachOf<T extends EventType>(events: EventLog, ...types: T[]): Iterable<EventOf<T>> {
  return isSortedLog(events) ? events.ofTypes(types) : pick(events, types);
}

/** The looks at nodes by their number, in the order of the log. */
export function probesOf(events: EventLog): ProbeLog {
  if (isSortedLog(events)) return events.probes;
  const probes = new ProbeColumns();
  for (const probe of pick(events, ["probe.sampled"])) probes.add(probe);
  return probes;
}

/** The blocks that were seen by their number, in the order of the log. */
export const blocksOf = (events: EventLog): BlockLog =>
  isSortedLog(events) ? events.blocks : blockLogOf([...pick(events, ["block.seen"])]);

/** When the last thing happened, by its own time; 0 when nothing did. */
export function endMsOf(events: EventLog): number {
  if (isSortedLog(events)) return events.endMs;
  let latestMs = 0;
  for (const { atMs } of events) latestMs = Math.max(latestMs, atMs);
  return latestMs;
}

const isSortedLog = (events: EventLog): events is SortedEventLog => "ofTypes" in events;

function* pick<T extends EventType>(events: EventLog, types: readonly T[]): Iterable<EventOf<T>> {
  const wanted: ReadonlySet<string> = new Set(types);
  const isWanted = (event: RunEvent): event is EventOf<T> => wanted.has(event.type);
  for (const event of events) if (isWanted(event)) yield event;
}
