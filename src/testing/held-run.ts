// Starts the fixture `hold-processes` as a harness of its own, and sees from outside what is left of its run.

import path from "node:path";
import { fileURLToPath } from "node:url";
import { systemClock } from "../base/clock.ts";
import { type RunId, runId } from "../base/ids.ts";
import { poll } from "../base/poll.ts";
import { uniqueToken } from "../base/random.ts";
import { exists, listDirectory, readTextIfThere } from "../platform/files.ts";
import { killPid, markedPids, type StartedProcess, startProcess, startTicks } from "../platform/processes.ts";
import { entryDirectory } from "../run/safety/lease.ts";

export interface HeldRun {
  readonly runId: RunId;
  readonly pid: number;
  readonly stateDir: string;
  readonly scratchDir: string;
  readonly exited: StartedProcess["exited"];
  /** Waits until the harness has said the step; returns the whole line. */
  step(name: string): Promise<string>;
  signal(signal: NodeJS.Signals): void;
  watchdogPids(): Promise<number[]>;
  /** What is left of the run, each in words; empty when nothing is. */
  leftovers(): Promise<string[]>;
}

const fixture = fileURLToPath(new URL("./fixtures/hold-processes.ts", import.meta.url));

export async function holdRun(options: {
  stateDir: string;
  heartbeatMs?: number;
  silenceMsMax?: number;
}): Promise<HeldRun> {
  const { stateDir, heartbeatMs = 1000, silenceMsMax = 60_000 } = options;
  const id = runId(uniqueToken());
  const scratchDir = path.join(stateDir, `scratch-${id}`);
  const harness = await startProcess({
    command: process.execPath,
    args: [fixture, stateDir, id, scratchDir, String(heartbeatMs), String(silenceMsMax)],
  });
  let said = "";
  harness.child.stdout?.on("data", (chunk) => {
    said += String(chunk);
  });
  harness.child.stderr?.on("data", (chunk) => {
    said += String(chunk);
  });
  const watchdogPids = () => pidsWithArgument(id, "watchdog-main.ts");
  return {
    runId: id,
    pid: harness.pid,
    stateDir,
    scratchDir,
    exited: harness.exited,
    step: (name) =>
      poll({ clock: systemClock, awaited: `the harness to say ${name}`, withinMs: 20_000, everyMs: 5 }, async () => {
        const line = said.split("\n").find((text) => text.startsWith(name));
        return line === undefined ? { notYet: said } : { done: line };
      }),
    signal: (signal) => killPid(harness.pid, signal),
    watchdogPids,
    async leftovers() {
      const entry = entryDirectory(stateDir, id);
      return [
        ...(startTicks(harness.pid) === undefined ? [] : ["the harness"]),
        ...(await watchdogPids()).map((pid) => `watchdog ${pid}`),
        ...markedPids(id).map((pid) => `marked process ${pid}`),
        ...((await exists(scratchDir)) ? [scratchDir] : []),
        ...((await exists(entry)) ? [entry] : []),
      ];
    },
  };
}

/** A watchdog carries no mark; it is known by its command line. Linux only. */
async function pidsWithArgument(argument: string, program: string): Promise<number[]> {
  const found: number[] = [];
  for (const name of await listDirectory("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const words = (await readTextIfThere(`/proc/${name}/cmdline`).catch(() => undefined))?.split("\0"); // gone
    if (words?.includes(argument) && words.some((word) => word.endsWith(program))) found.push(Number(name));
  }
  return found;
}
