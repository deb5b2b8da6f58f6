// Starts `bin/chaindrill` as a user would, in places of its own.

import path from "node:path";
import { systemClock } from "../base/clock.ts";
import { poll, within } from "../base/poll.ts";
import type { RunEvent } from "../model/event.ts";
import { killPid, startProcess } from "../platform/processes.ts";
import type { CommandPlaces } from "./command-places.ts";
import { optionalToolsAtHand, realTools } from "./real-tools.ts";
import { eventsSoFar, runDirectoriesIn } from "./recorded-so-far.ts";

const executable = path.resolve(import.meta.dirname, "..", "..", "bin", "chaindrill");

export interface EndedCommand {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartedCommand {
  readonly pid: number;
  readonly hasEnded: () => boolean;
  /** False when it had ended before. */
  signal(signal: NodeJS.Signals): boolean;
  /** Waits until it has ended and its output is complete. */
  ended(withinMs: number): Promise<EndedCommand>;
}

/** Starts a command. Whatever it leaves behind goes with its places. */
export async function startCommand(
  args: readonly string[],
  places: CommandPlaces,
  env: Readonly<Record<string, string>> = {},
): Promise<StartedCommand> {
  const { k6, geth, anvil } = await realTools();
  // The cache of the places is empty: what is not given here is built anew by each command that needs it.
  const { netagent, clockshift } = await optionalToolsAtHand();
  const started = await startProcess({
    command: executable,
    args,
    env: {
      XDG_STATE_HOME: places.stateHome,
      XDG_CACHE_HOME: places.cacheHome,
      TMPDIR: places.temporaryDir,
      CHAINDRILL_K6: k6,
      CHAINDRILL_GETH: geth,
      CHAINDRILL_ANVIL: anvil,
      CHAINDRILL_NETAGENT: netagent,
      CHAINDRILL_CLOCKSHIFT: clockshift,
      // The settings of whoever started the tests are not a user's.
      NO_COLOR: "1",
      FORCE_COLOR: undefined,
      NODE_OPTIONS: undefined,
      ...env,
    },
  });
  const { child, pid } = started;
  const [stdout, stderr] = [child.stdout, child.stderr].map((stream) => {
    const chunks: Buffer[] = [];
    stream?.on("data", (chunk: Buffer) => chunks.push(chunk));
    return () => Buffer.concat(chunks).toString("utf8");
  }) as [() => string, () => string];
  let end: EndedCommand | undefined;
  const closed = new Promise<EndedCommand>((resolve) => {
    child.once("close", (code, signal) => {
      end = { code, signal, stdout: stdout(), stderr: stderr() };
      resolve(end);
    });
  });
  return {
    pid,
    hasEnded: () => end !== undefined,
    signal: (signal) => end === undefined && killPid(pid, signal),
    ended: (withinMs) =>
      within({ clock: systemClock, awaited: `the end of chaindrill ${args.join(" ")}`, withinMs }, closed),
  };
}

/** Runs a command to its end. */
export async function command(
  args: readonly string[],
  { places, withinMs, env }: { places: CommandPlaces; withinMs: number; env?: Readonly<Record<string, string>> },
): Promise<EndedCommand> {
  return (await startCommand(args, places, env)).ended(withinMs);
}

/** Waits until the only run of the places has written such an event. Rejects when the command ends before. */
export async function awaitEvent(
  started: StartedCommand,
  options: { places: CommandPlaces; awaited: string; withinMs: number; is: (event: RunEvent) => boolean },
): Promise<{ readonly runDir: string; readonly event: RunEvent }> {
  const wait = { clock: systemClock, awaited: options.awaited, withinMs: options.withinMs, everyMs: 100 };
  const found = await poll(wait, async () => {
    const [runDir] = runDirectoriesIn(options.places.runsDir);
    const events = runDir === undefined ? [] : eventsSoFar(runDir);
    const event = events.find(options.is);
    if (runDir !== undefined && event !== undefined) return { done: { runDir, event } };
    return started.hasEnded() ? { done: undefined } : { notYet: `${events.length} events` };
  });
  if (found !== undefined) return found;
  const { code, stderr } = await started.ended(0);
  throw new Error(`the command ended with ${code} before ${options.awaited}:\n${stderr.slice(-2000)}`);
}
