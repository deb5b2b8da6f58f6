import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Clock } from "../../base/clock.ts";
import { EnvironmentError, errorText } from "../../base/errors.ts";
import { within } from "../../base/poll.ts";
import { readTextIfThere } from "../../platform/files.ts";
import { killPid, registryMark, runMark, type StartedProcess, startProcess } from "../../platform/processes.ts";
import { entryDirectory, type Lease } from "./lease.ts";
import type { HarnessMessage } from "./watch-harness.ts";

export interface WatchdogOptions {
  readonly lease: Lease;
  readonly stateDir: string;
  readonly clock: Clock;
  /** Default 1 s. */
  readonly heartbeatMs?: number;
  /** Dead-man switch: a harness silent for longer is killed and its run undone. Default 60 s. */
  readonly silenceMsMax?: number;
  /** Default 5 s. */
  readonly readyWithinMs?: number;
  /** Default `watchdog-main.ts`. */
  readonly program?: string;
}

export interface StartedWatchdog {
  readonly pid: number;
  /** Rejects with EnvironmentError when the watchdog ends before it was told to; never resolves. */
  readonly unexpectedExit: Promise<never>;
  /** Says that the harness has undone its run, after `OpenRun.close`. Resolves when the watchdog is gone. Idempotent. */
  done(): Promise<void>;
}

const exitWithinMs = 5000;

/** Starts the process that undoes the run if this one cannot. Throws EnvironmentError: no run without a watchdog. */
export async function startWatchdog(options: WatchdogOptions): Promise<StartedWatchdog> {
  const { clock, heartbeatMs = 1000 } = options;
  const started = await spawnWatchdog(options, heartbeatMs);
  const { child, pid } = started;
  const say = (message: HarnessMessage) => {
    // It may just have gone: `unexpectedExit` tells, and a failed send has nothing to add.
    if (child.connected) child.send(message, () => {});
  };
  const heartbeat = clock.every(heartbeatMs, () => say("alive"));
  // A harness at its end must not be kept alive by its watchdog.
  child.unref();
  child.channel?.unref();
  let finishing: Promise<void> | undefined;
  const finish = async () => {
    say("done");
    try {
      await within({ clock, awaited: `watchdog ${pid} to end`, withinMs: exitWithinMs }, started.exited);
    } catch {
      killPid(pid, "SIGKILL"); // the run is undone: a watchdog that hangs has nothing left to guard
      await started.exited;
    } finally {
      heartbeat[Symbol.dispose]();
    }
  };
  const unexpectedExit = started.exited.then(({ code, signal }): never => {
    heartbeat[Symbol.dispose]();
    if (code === 0) throw unregistered(options);
    throw new EnvironmentError({
      message: `the watchdog (pid ${pid}) ended during the run, with ${signal ?? `exit code ${code}`}`,
      hint: "A run is not safe without it, so it ends too. Look for what kills processes on this machine.",
    });
  });
  unexpectedExit.catch(() => {}); // whoever races it hears of it; after `done` nobody needs to
  return {
    pid,
    unexpectedExit,
    done() {
      finishing ??= finish();
      return finishing;
    },
  };
}

/** The only reason for which a watchdog leaves in order before it is told to. */
function unregistered({ stateDir, lease }: WatchdogOptions): EnvironmentError {
  return new EnvironmentError({
    message: `the registry entry of the run, ${entryDirectory(stateDir, lease.runId)}, was removed during the run`,
    hint: "A run is not safe without it, so it ends too. Leave the state directory alone while a run is alive.",
  });
}

async function spawnWatchdog(options: WatchdogOptions, heartbeatMs: number): Promise<StartedProcess> {
  const { lease, stateDir, clock, silenceMsMax = 60_000, readyWithinMs = 5000 } = options;
  const program = options.program ?? fileURLToPath(new URL("./watchdog-main.ts", import.meta.url));
  // Inside the registry entry: it holds nothing but a crash of the watchdog, and goes with the entry.
  const logFile = path.join(entryDirectory(stateDir, lease.runId), "watchdog.out");
  const started = await startProcess({
    command: process.execPath,
    args: [program, stateDir, lease.runId, String(heartbeatMs), String(silenceMsMax)],
    // It must not be killed as a part of the run, nor hold the directory it was started in.
    env: { [runMark]: undefined, [registryMark]: undefined, NODE_OPTIONS: undefined },
    cwd: path.parse(stateDir).root,
    logFile,
    ipc: true,
  });
  try {
    await within({ clock, awaited: "the watchdog to answer ready", withinMs: readyWithinMs }, readiness(started));
    return started;
  } catch (cause) {
    killPid(started.pid, "SIGKILL");
    const said = ((await readTextIfThere(logFile)) ?? "").trim().split("\n").slice(-6).join("\n");
    throw new EnvironmentError({
      message: `the watchdog could not be started: ${errorText(cause)}${said === "" ? "" : `\n${said}`}`,
      hint: "Nothing was done to any network: there is no run without a watchdog. An overloaded machine is one reason.",
      cause,
    });
  }
}

function readiness({ child, exited }: StartedProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("message", () => resolve());
    void exited.then(({ code, signal }) => reject(new Error(`it ended with ${signal ?? `exit code ${code}`}`)));
  });
}
