import { systemClock } from "../base/clock.ts";
import { type InterruptStep, watchInterrupts } from "../run/safety/interrupts.ts";

/** Longest teardown: faults, loads, network, logs, undo log, watchdog; the sum of their own limits. */
const teardownMsMax = 80_000;

/** Runs work that Ctrl-C, SIGTERM, SIGHUP and crashes end in order; a third signal cuts even the teardown short. */
export async function withInterrupts<T>(
  options: { say: (line: string) => void },
  work: (abort: AbortController) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  const onSignal = (step: InterruptStep) => {
    if (step.kind === "patience") return options.say(step.message);
    if (step.kind === "stop") {
      options.say(`${step.error.message}; undoing everything`);
      return abort.abort(step.error);
    }
    options.say(`${step.error.message}; the watchdog undoes the rest`);
    process.exit(step.error.exitCode);
  };
  using _watch = watchInterrupts({ clock: systemClock, teardownMsMax, onSignal });
  return await work(abort);
}
