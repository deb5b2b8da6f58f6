// What the watchdog does, without the process around it:
//
//   harness --"alive" every second, "done" at the end--> channel --> watchHarness --Ending--> answerEnding
//
// It needs no disk to decide and to kill. Only when all is undone does it write down what it did.

import path from "node:path";
import { assertNever } from "../../base/assert.ts";
import type { Clock } from "../../base/clock.ts";
import { poll } from "../../base/poll.ts";
import { appendText, isDirectory } from "../../platform/files.ts";
import { killPid } from "../../platform/processes.ts";
import { isAlive, isRegistered, type Lease } from "./lease.ts";
import { undoRun } from "./undo-run.ts";
import type { UndoReport } from "./undo-runner.ts";

export type HarnessMessage = "alive" | "done";

/** The watchdog's end of the channel. */
export interface HarnessChannel {
  onMessage(listen: (message: HarnessMessage) => void): void;
  /** Also called, later, when it was closed before anybody listened. */
  onClose(listen: () => void): void;
}

export type Ending =
  /** The harness undid the run itself. */
  | "done"
  /** The run is no longer registered: it was undone, by the harness or by a sweep. */
  | "unregistered"
  /** The harness is gone without a word. */
  | "gone"
  /** The harness is stopped or hangs. */
  | "silent";

export interface WatchOptions {
  readonly stateDir: string;
  readonly lease: Lease;
  readonly clock: Clock;
  readonly channel: HarnessChannel;
  readonly heartbeatMs: number;
  /** Without a heartbeat for this long the harness counts as hung. */
  readonly silenceMsMax: number;
}

/** Resolves when the harness no longer takes care of its run. */
export function watchHarness(options: WatchOptions): Promise<Ending> {
  const { promise, resolve } = Promise.withResolvers<Ending>();
  // Silence is counted in looks, not read from a clock: when it was the watchdog that stood still (a suspended
  // machine), heartbeats are waiting in the channel, and one look later they have been heard.
  let looksInSilence = 0;
  options.channel.onMessage((message) => {
    looksInSilence = 0;
    if (message === "done") resolve("done");
  });
  options.channel.onClose(() => resolve("gone"));
  const looks = options.clock.every(options.heartbeatMs, () => {
    looksInSilence += 1;
    if (looksInSilence * options.heartbeatMs > options.silenceMsMax) return resolve("silent");
    void isRegistered(options.stateDir, options.lease.runId).then((registered) => {
      if (!registered) resolve("unregistered");
    });
  });
  return promise.finally(() => looks[Symbol.dispose]());
}

/** A harness that just exits is given this long to be gone, so that its exit code is its own. */
const exitGraceMs = 1000;
const killDeadlineMs = 2000;
/** With the two above: everything is undone 10 s after the harness is gone. */
const undoDeadlineMs = 7000;
/** A machine that is too busy for that, or a daemon that hangs, gets more time: nobody else comes by until the next run. */
const undoTriesMax = 5;
const betweenTriesMs = 1000;

/** Undoes the run when its harness cannot, and leaves a line in the run directory. */
export async function answerEnding(ending: Ending, options: WatchOptions): Promise<void> {
  switch (ending) {
    case "done":
    case "unregistered":
      return;
    case "gone":
    case "silent": {
      const killed = await endHarness(ending, options);
      const report = await undoInTime(() => undoRun({ ...options, deadlineMs: undoDeadlineMs }), options.clock);
      return await writeDown(`${reasonText(ending, options)}${killed}${summary(report)}`, options);
    }
    default:
      return assertNever(ending);
  }
}

/** Tries again what could not be undone; returns what became of the last try. */
export async function undoInTime(undo: () => Promise<UndoReport>, clock: Clock): Promise<UndoReport> {
  for (let tries = 1; ; tries += 1) {
    const report = await undo();
    if (report.failed.length === 0 || tries === undoTriesMax) return report;
    await clock.sleep(betweenTriesMs);
  }
}

/** A harness that wakes up in the middle of the undo would start things again: it goes first. */
async function endHarness(ending: "gone" | "silent", { lease, clock }: WatchOptions): Promise<string> {
  const graceMs = ending === "gone" ? exitGraceMs : 0;
  if (await isGoneWithin(graceMs, { lease, clock })) return "";
  killPid(lease.pid, "SIGKILL");
  return (await isGoneWithin(killDeadlineMs, { lease, clock })) ? " It was killed." : " It could not be killed.";
}

async function isGoneWithin(withinMs: number, { lease, clock }: { lease: Lease; clock: Clock }): Promise<boolean> {
  const awaited = `harness ${lease.pid} to be gone`;
  try {
    await poll({ clock, awaited, withinMs, everyMs: 20 }, async () =>
      isAlive(lease) ? { notYet: "alive" } : { done: undefined },
    );
    return true;
  } catch {
    return false; // poll throws for nothing but its deadline here
  }
}

const reasonText = (ending: "gone" | "silent", { lease, silenceMsMax }: WatchOptions): string =>
  ending === "gone"
    ? `Harness ${lease.pid} of run ${lease.runId} ended without undoing its run.`
    : `Harness ${lease.pid} of run ${lease.runId} gave no sign of life for ${silenceMsMax} ms.`;

const summary = ({ done, failed }: UndoReport): string =>
  `${done.length > 0 ? ` Undone: ${done.join("; ")}.` : ""}${failed.length > 0 ? ` FAILED: ${failed.join("; ")}.` : ""}`;

async function writeDown(text: string, { lease, clock }: WatchOptions): Promise<void> {
  try {
    if (!(await isDirectory(lease.runDir))) return;
    await appendText(path.join(lease.runDir, "watchdog.log"), `${new Date(clock.wallMs()).toISOString()} ${text}\n`);
  } catch {
    // The disk is full or the directory gone. What matters is done, and nobody is left to be told.
  }
}
