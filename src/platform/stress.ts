// Starts stress-ng (https://github.com/ColinIanKing/stress-ng) inside of a node's cgroup, so that it takes its share of
// what the node is given, and ends it for certain.

import { rmdir } from "node:fs/promises";
import { assert } from "../base/assert.ts";
import type { Clock } from "../base/clock.ts";
import { EnvironmentError, errorText } from "../base/errors.ts";
import { poll } from "../base/poll.ts";
import { uniqueToken } from "../base/random.ts";
import type { Mechanism } from "../model/node.ts";
import { claimDirectory, exists, readTextIfThere } from "./files.ts";
import {
  killPid,
  markedPids,
  runMark,
  runProgram,
  type StartedProcess,
  sessionPids,
  startProcess,
  startTicks,
} from "./processes.ts";

export const stressProgram = "stress-ng";

export interface StressorOptions {
  /** Arguments of stress-ng. */
  readonly args: readonly string[];
  /** Where its processes are to be, by controller. */
  readonly cgroups: Readonly<Record<string, string>>;
  /** Path of the namespace whose process ids it is to live among; undefined: those of the harness. */
  readonly pidNamespace: string | undefined;
  /** Undefined: as stress-ng has it. */
  readonly oomScoreAdj: number | undefined;
  /** Marks of the run. */
  readonly marks: Readonly<Record<string, string>>;
  /** Where stress-ng may write, if it is told to. */
  readonly workDir: string;
  readonly logFile: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** A stress-ng with its workers. Dispose ends all of them; idempotent. */
export interface StartedStressor extends AsyncDisposable {
  readonly pid: number;
  readonly startedAtTicks: number;
  /** Of stress-ng itself and of its workers, as long as they live. */
  pids(): number[];
}

const workersWithinMs = 3000;
const goneWithinMs = 3000;

/**
 * Moves itself into the cgroups ("0" means whoever writes) and becomes the program. Its arguments: the score for the
 * kernel's out-of-memory killer, or nothing; the files to write to; "--"; the command. A score of 0 is the default of
 * manifests, so nobody insists on it.
 */
const launcher = `
set -e
score=$1
shift
while [ "$1" != -- ]; do echo 0 > "$1"; shift; done
shift
if [ -n "$score" ] && ! echo "$score" > /proc/self/oom_score_adj && [ "$score" != 0 ]; then
  echo "oomScoreAdj $score cannot be set: to lower it takes CAP_SYS_RESOURCE"
  exit 1
fi
exec "$@"
`;

/** The command that is started, for the start itself and for tests. */
export function stressorCommand(options: StressorOptions): { command: string; args: string[] } {
  const { cgroups, pidNamespace, oomScoreAdj } = options;
  const files = [...new Set(Object.values(cgroups))].map((dir) => `${dir}/cgroup.procs`);
  const inside = pidNamespace === undefined ? [] : ["nsenter", `--pid=${pidNamespace}`, "--"];
  // With names of their own the workers would overwrite their environment, and with it the marks of the run.
  const program = [stressProgram, "--keep-name", ...(oomScoreAdj === undefined ? [] : ["--no-oom-adjust"])];
  const score = oomScoreAdj === undefined ? "" : String(oomScoreAdj);
  return { command: "sh", args: ["-c", launcher, "sh", score, ...files, "--", ...inside, ...program, ...options.args] };
}

/** Resolves when the workers are there. Throws EnvironmentError with stress-ng's own words when it ends at once. */
export async function startStressor(options: StressorOptions): Promise<StartedStressor> {
  const { clock, signal, logFile } = options;
  const stressor = await startProcess({
    ...stressorCommand(options),
    env: options.marks,
    cwd: options.workDir,
    logFile,
  });
  const pids = () => pidsOf(stressor, options.marks);
  const end = () => endAll(pids, clock);
  let ended = false;
  void stressor.exited.then(() => {
    ended = true;
  });
  try {
    const awaited = "stress-ng to start its workers";
    const startedAtTicks = await poll({ clock, awaited, withinMs: workersWithinMs, everyMs: 20, signal }, async () => {
      // stress-ng, a worker; in a namespace nsenter comes before them, and waits.
      const processes = options.pidNamespace === undefined ? 2 : 3;
      const ticks = startTicks(stressor.pid);
      if (ended || ticks === undefined) return { done: undefined };
      const found = pids().length;
      return found >= processes ? { done: ticks } : { notYet: `${found} processes` };
    });
    if (startedAtTicks === undefined) throw await endedAtOnce(options);
    return { pid: stressor.pid, startedAtTicks, pids, [Symbol.asyncDispose]: end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Of the session that it leads. An id may be given again to somebody else's, who has not got our marks. */
function pidsOf(stressor: StartedProcess, marks: Readonly<Record<string, string>>): number[] {
  const runId = marks[runMark];
  assert(runId !== undefined, "a process of a run carries its mark");
  const ours = new Set(markedPids(runId));
  return sessionPids(stressor.pid).filter((pid) => ours.has(pid));
}

async function endAll(pids: () => number[], clock: Clock): Promise<void> {
  const awaited = "stress-ng and its workers to be gone";
  await poll({ clock, awaited, withinMs: goneWithinMs, everyMs: 20 }, async () => {
    const alive = pids();
    for (const pid of alive) killPid(pid, "SIGKILL");
    return alive.length === 0 ? { done: undefined } : { notYet: `alive: ${alive.join(", ")}` };
  });
}

async function endedAtOnce(options: StressorOptions): Promise<EnvironmentError> {
  const said = (await readTextIfThere(options.logFile))?.trim().split("\n").slice(-5).join("\n");
  return new EnvironmentError({
    message: `stress-ng ended at once: ${[stressProgram, ...options.args].join(" ")}\n${said ?? ""}`,
    hint: "Its options come from the manifest's stressors: `stress-ng --help` lists them.",
  });
}

/** Whether StressChaos works here: stress-ng can be started, and a cgroup can be made. Leaves nothing behind. */
export async function probeStressMechanism(options: { root?: string } = {}): Promise<Mechanism> {
  const { root = "/sys/fs/cgroup" } = options;
  if (process.platform !== "linux") return { works: false, why: "cgroups are a thing of Linux" };
  let version: string;
  try {
    const { stdout } = await runProgram({ command: stressProgram, args: ["--version"], timeoutMs: 5000 });
    version = /version ([\d.]+)/.exec(stdout)?.[1] ?? "";
  } catch {
    return { works: false, why: "stress-ng cannot be started; Debian and Fedora have it as package stress-ng" };
  }
  const parent = (await exists(`${root}/cgroup.controllers`)) ? root : `${root}/cpu`;
  const scratch = `${parent}/chaindrill-probe-${uniqueToken()}`;
  try {
    await claimDirectory(scratch);
    await rmdir(scratch);
  } catch (error) {
    return { works: false, why: `no cgroup can be made below ${parent}: ${errorText(error)}` };
  }
  return { works: true, by: `stress-ng ${version}` };
}
