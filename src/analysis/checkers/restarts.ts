// When a node's process went away and when it was started again, from the journal.

import { type EventLog, eventsOf } from "../../model/event.ts";

export interface Restart {
  readonly node: string;
  readonly downAtMs: number;
  readonly downSeq: number;
  /** Undefined: it was not started again. */
  readonly upAtMs: number | undefined;
  readonly upSeq: number | undefined;
}

/** Every time a node went down before `endMs`, in order. Teardown stops all nodes: that is none. */
export function findRestarts(events: EventLog, endMs: number): Restart[] {
  const restarts: Restart[] = [];
  const open = new Map<string, { atMs: number; seq: number }>();
  for (const { node, state, atMs, seq } of eventsOf(events, "node.changed")) {
    if (atMs >= endMs) continue;
    if ((state === "exited" || state === "stopped") && !open.has(node)) open.set(node, { atMs, seq });
    const down = open.get(node);
    if (state !== "started" || down === undefined) continue;
    restarts.push({ node, downAtMs: down.atMs, downSeq: down.seq, upAtMs: atMs, upSeq: seq });
    open.delete(node);
  }
  for (const [node, down] of open) {
    restarts.push({ node, downAtMs: down.atMs, downSeq: down.seq, upAtMs: undefined, upSeq: undefined });
  }
  return restarts.sort((a, b) => a.downSeq - b.downSeq);
}
