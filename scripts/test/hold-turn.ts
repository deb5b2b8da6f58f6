// Global set-up of the real tests: while they measure, no run of this user does, and the other way round.

import { systemClock } from "../../src/base/clock.ts";
import { userDirectories } from "../../src/platform/user-directories.ts";
import { takeTurn } from "../../src/run/take-turn.ts";

let turn: AsyncDisposable | undefined;

export async function setup(): Promise<void> {
  const { cacheDir } = userDirectories(process.env);
  const { signal } = new AbortController();
  turn = await takeTurn({
    cacheDir,
    clock: systemClock,
    signal,
    say: (line) => void process.stderr.write(`${line}\n`),
  });
}

export async function teardown(): Promise<void> {
  await turn?.[Symbol.asyncDispose]();
}
