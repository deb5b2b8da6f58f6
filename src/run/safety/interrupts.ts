// Every way to be stopped from outside, and every crash, ends in the same orderly teardown with its own exit code.
// Only a third signal cuts it short. SIGKILL leaves no handler: that is the watchdog's.

import type { EventEmitter } from "node:events";
import type { Clock } from "../../base/clock.ts";
import { formatDuration } from "../../base/duration.ts";
import { ChaindrillError, errorText, exitCode, InterruptedError } from "../../base/errors.ts";

export type InterruptStep =
  /** Abort the run with this error, and tear down in order. */
  | { readonly kind: "stop"; readonly error: ChaindrillError }
  /** The teardown goes on; tell the user. */
  | { readonly kind: "patience"; readonly message: string }
  /** Undo at once, whatever state things are in, and exit. */
  | { readonly kind: "give-up"; readonly error: ChaindrillError };

export interface InterruptOptions {
  readonly clock: Clock;
  /** What a teardown may take at most, for the message. */
  readonly teardownMsMax: number;
  readonly onSignal: (step: InterruptStep) => void;
  /** Default `process`. */
  readonly source?: EventEmitter;
}

/** npm hands Ctrl-C on to its child, which the terminal has sent it already: one key press, two signals. */
const sameKeyPressMs = 400;
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Listens for signals and crashes until disposed. */
export function watchInterrupts(options: InterruptOptions): Disposable {
  const { clock, onSignal } = options;
  const source: EventEmitter = options.source ?? process;
  let count = 0;
  let lastAtMs = Number.NEGATIVE_INFINITY;
  const listeners: [string, (thrown: unknown) => void][] = [
    ...signals.map((name): [string, () => void] => [
      name,
      () => {
        const echo = clock.nowMs() - lastAtMs < sameKeyPressMs;
        lastAtMs = clock.nowMs();
        if (echo) return;
        count += 1;
        onSignal(stepOf(name, count, options.teardownMsMax));
      },
    ]),
    ...["uncaughtException", "unhandledRejection"].map((name): [string, (thrown: unknown) => void] => [
      name,
      (thrown) => {
        const error = crashError(thrown);
        // A crash during the teardown must not cut it short: it is no one's wish to stop faster.
        if (count > 0) return onSignal({ kind: "patience", message: `${error.message}. The teardown goes on.` });
        count = 1;
        onSignal({ kind: "stop", error });
      },
    ]),
  ];
  for (const [name, listener] of listeners) source.on(name, listener);
  return {
    [Symbol.dispose]() {
      for (const [name, listener] of listeners) source.off(name, listener);
    },
  };
}

function stepOf(name: string, count: number, teardownMsMax: number): InterruptStep {
  if (count === 1) return { kind: "stop", error: new InterruptedError(name) };
  if (count > 2)
    return { kind: "give-up", error: new InterruptedError(`${name}, the third signal: teardown cut short`) };
  return {
    kind: "patience",
    message: `Undoing what the run did; this takes ${formatDuration(teardownMsMax)} at most. ${name} once more cuts it short.`,
  };
}

const crashError = (thrown: unknown): ChaindrillError =>
  new ChaindrillError({
    message: `internal error: ${errorText(thrown)}`,
    hint: "This is a bug in Chaindrill; please report it.",
    exitCode: exitCode.internal,
    cause: thrown,
  });
