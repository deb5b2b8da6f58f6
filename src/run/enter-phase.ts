import type { Phase } from "../model/event.ts";
import type { OpenedScope } from "./open-scope.ts";

/** Writes the phase to the journal: it has begun. */
export function enter(opened: OpenedScope, phase: Phase): void {
  opened.scope.events.emit({ type: "phase.entered", source: "run", phase });
}
