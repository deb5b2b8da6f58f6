// What a user sees while a run goes on, on standard error: a live view on a terminal, otherwise one line for each event
// that matters.

import { systemClock } from "../base/clock.ts";
import type { RunEvent } from "../model/event.ts";
import type { Plan } from "../model/plan.ts";
import { openLiveTerminal } from "../platform/live-terminal.ts";
import { describeEvent } from "../report/terminal/event-line.ts";
import { applyEvent, atTime, initialLiveState } from "../report/terminal/live-state.ts";
import { renderLiveView } from "../report/terminal/live-view.ts";
import { styleFor } from "./style.ts";

export interface ProgressView extends Disposable {
  /** Writes a line that stays. */
  readonly say: (line: string) => void;
  readonly onEvent: (event: RunEvent) => void;
}

/** The view that fits standard error; a quiet one shows nothing. */
export function createProgressView(options: { plan: Plan; quiet: boolean }): ProgressView {
  if (options.quiet) return { say: () => undefined, onEvent: () => undefined, [Symbol.dispose]: () => undefined };
  return process.stderr.isTTY ? liveView(options.plan) : lineView();
}

/** One line per event that matters, with the time since the start of the run. */
function lineView(): ProgressView {
  const say = (line: string) => console.error(line);
  return {
    say,
    onEvent(event) {
      const line = describeEvent(event);
      if (line !== undefined) say(line);
    },
    [Symbol.dispose]: () => undefined,
  };
}

function liveView(plan: Plan): ProgressView {
  const style = styleFor(process.stderr);
  let state = initialLiveState(plan);
  /** Clock reading at the run's zero; unknown before its first event, and there is nothing to draw till then. */
  let startedAtMs: number | undefined;
  const terminal = openLiveTerminal({
    stream: process.stderr,
    clock: systemClock,
    draw: (size) => {
      if (startedAtMs === undefined) return undefined;
      return renderLiveView(atTime(state, systemClock.nowMs() - startedAtMs), { ...size, style });
    },
  });
  return {
    say: (line) => terminal.say(line),
    onEvent(event) {
      startedAtMs ??= systemClock.nowMs() - event.atMs;
      state = applyEvent(state, event);
    },
    [Symbol.dispose]: () => terminal[Symbol.dispose](),
  };
}
