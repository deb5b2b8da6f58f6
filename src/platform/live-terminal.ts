// Paints a screen that is redrawn in place. Only for streams that are terminals.

import { createLogUpdate } from "log-update";
import type { Clock } from "../base/clock.ts";

/** The part of a terminal's stream that is used; process.stderr has it. */
export type TerminalStream = NodeJS.WritableStream & { readonly columns?: number; readonly rows?: number };

export interface LiveTerminal extends Disposable {
  /** Writes text that stays, above the screen. */
  say(text: string): void;
}

export interface LiveTerminalOptions {
  readonly stream: TerminalStream;
  readonly clock: Clock;
  /** Drawn four times a second; undefined leaves the screen as it is. */
  readonly draw: (size: { readonly columns: number; readonly rows: number }) => string | undefined;
}

const paintEveryMs = 250;
const hideCursor = "\u001b[?25l";
const showCursor = "\u001b[?25h";

/** Starts painting. Disposing clears the screen it painted and shows the cursor again; twice is harmless. */
export function openLiveTerminal({ stream, clock, draw }: LiveTerminalOptions): LiveTerminal {
  // log-update hides the cursor of standard error whatever its stream is, so that is done here.
  const paint = createLogUpdate(stream, { showCursor: true });
  const restore = () => stream.write(showCursor);
  const repaint = () => {
    const screen = draw({ columns: stream.columns ?? 80, rows: stream.rows ?? 24 });
    if (screen !== undefined) paint(screen);
  };
  // A run that dies of an error nobody caught must not leave the shell without a cursor.
  process.once("exit", restore);
  stream.write(hideCursor);
  repaint();
  const timer = clock.every(paintEveryMs, repaint);
  let open = true;
  return {
    say(text) {
      paint.persist(text);
      if (open) repaint();
    },
    [Symbol.dispose]() {
      if (!open) return;
      open = false;
      timer[Symbol.dispose]();
      process.removeListener("exit", restore);
      paint.clear();
      restore();
    },
  };
}
