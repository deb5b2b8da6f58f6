// Last in, first out. Each step has its own deadline, so that one that hangs cannot keep the next from running.

import type { Clock } from "./clock.ts";
import { errorText } from "./errors.ts";
import { within } from "./poll.ts";

export interface TeardownStep {
  readonly what: string;
  readonly withinMs: number;
  readonly undo: () => Promise<void>;
}

export interface TeardownFailure {
  readonly what: string;
  readonly message: string;
}

/** A stack of undo steps. Running it twice is harmless: each step runs once. */
export class Teardown {
  readonly #steps: TeardownStep[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Register before the effect that the step undoes. */
  push(step: TeardownStep): void {
    this.#steps.push(step);
  }

  /** Runs all steps, newest first; failures are returned, never thrown, and never stop the rest. */
  async run(): Promise<readonly TeardownFailure[]> {
    const failures: TeardownFailure[] = [];
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try {
        await within({ clock: this.#clock, awaited: step.what, withinMs: step.withinMs }, step.undo());
      } catch (error) {
        failures.push({ what: step.what, message: errorText(error) });
      }
    }
    return failures;
  }
}
