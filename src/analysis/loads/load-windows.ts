// Where the time of a run is cut for a load's latencies. Every operation falls into exactly one window, so the windows
// merge to the whole.

import type { Span, Windows } from "../windows.ts";

export interface LoadWindow extends Span {
  /** `before`, `steady`, the name of a fault, or `after`. */
  readonly window: string;
}

/** In order of time, without gaps: what lies outside of them belongs to the first or the last. */
export function cutWindows(windows: Windows): LoadWindow[] {
  const { steady, measured, endMs } = windows;
  const injected = windows.faults.filter(
    ({ requested, observedUntilMs }) => requested !== undefined && requested.atMs < observedUntilMs,
  );
  const begins = [
    { window: "before", fromMs: 0 },
    ...(steady === undefined ? [] : [{ window: "steady", fromMs: steady.fromMs }]),
    ...injected.map(({ name, requested }) => ({ window: name, fromMs: requested?.atMs ?? 0 })),
    { window: "after", fromMs: measured?.toMs ?? injected.at(-1)?.observedUntilMs ?? endMs },
  ].toSorted((a, b) => a.fromMs - b.fromMs);
  return begins.map(({ window, fromMs }, index) => ({ window, fromMs, toMs: begins[index + 1]?.fromMs ?? endMs }));
}

/**
 * Position of the window of a moment. What began in the steady stretch but was struck by the fault that ended it tells
 * of the fault, so it counts there.
 */
export function windowAt(windows: readonly LoadWindow[], atMs: number, struck: boolean): number {
  const last = windows.length - 1;
  let index = 0;
  while (index < last && atMs >= (windows[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY)) index += 1;
  return struck && windows[index]?.window === "steady" && index < last ? index + 1 : index;
}
