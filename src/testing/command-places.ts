// A world of its own for commands started as a user would start them: state, cache, temporary files and runs lie under
// one new directory. Every process a command starts inherits it in its environment, so nothing can hide from `tracesOf`.

import path from "node:path";
import { systemClock } from "../base/clock.ts";
import { poll } from "../base/poll.ts";
import { makeDirectory, makeTemporaryDirectory, removeTree } from "../platform/files.ts";
import { killPid } from "../platform/processes.ts";
import { listRuns } from "../run/safety/lease.ts";
import { undoRun } from "../run/safety/undo-run.ts";
import { processesOf } from "./traces.ts";

export interface CommandPlaces extends AsyncDisposable {
  readonly root: string;
  /** `$XDG_STATE_HOME`; Chaindrill's own part of it is `chaindrill`. */
  readonly stateHome: string;
  readonly cacheHome: string;
  /** `$TMPDIR`, where scratch directories go. */
  readonly temporaryDir: string;
  /** For `--out`. */
  readonly runsDir: string;
}

/** Makes the directories. Disposing ends whatever still runs there, undoes its runs, and removes everything. */
export async function openPlaces(): Promise<CommandPlaces> {
  const root = await makeTemporaryDirectory("chaindrill-command-");
  const [stateHome, cacheHome, temporaryDir, runsDir] = ["state", "cache", "tmp", "runs"].map((name) =>
    path.join(root, name),
  ) as [string, string, string, string];
  for (const dir of [stateHome, cacheHome, temporaryDir, runsDir]) await makeDirectory(dir);
  const places = { root, stateHome, cacheHome, temporaryDir, runsDir };
  return {
    ...places,
    async [Symbol.asyncDispose]() {
      await endProcesses(places);
      await undoRuns(places);
      await removeTree(root);
    },
  };
}

function endProcesses(places: Omit<CommandPlaces, typeof Symbol.asyncDispose>): Promise<void> {
  const wait = { clock: systemClock, awaited: `the processes of ${places.root} to end`, withinMs: 10_000, everyMs: 50 };
  return poll(wait, async () => {
    const found = await processesOf(places);
    for (const { pid } of found) killPid(pid, "SIGKILL");
    return found.length === 0 ? { done: undefined } : { notYet: found.map(({ command }) => command).join("; ") };
  });
}

/** The watchdogs are gone too by now, and what pods and containers leave is not in the directory. */
async function undoRuns({ stateHome }: Pick<CommandPlaces, "stateHome">): Promise<void> {
  const stateDir = path.join(stateHome, "chaindrill");
  const { runs } = await listRuns(stateDir);
  for (const { lease } of runs) await undoRun({ stateDir, lease, clock: systemClock, deadlineMs: 30_000 });
}
