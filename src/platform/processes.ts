// The only place that starts child processes. Every process of a run carries the run's marks in its environment, so
// that the watchdog and `chaindrill sweep` find it, and its children, even when the harness had no time to write a pid.

import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { promisify } from "node:util";
import { EnvironmentError } from "../base/errors.ts";

export const runMark = "CHAINDRILL_RUN";
/** The state directory whose registry lists the run. Runs of different state directories do not know of each other. */
export const registryMark = "CHAINDRILL_REGISTRY";

export interface SpawnOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the harness's own environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Both outputs are appended to this file; without it they are pipes. */
  readonly logFile?: string;
  /** Own session: not hit by the terminal's Ctrl-C, ended by us in order. Default true. */
  readonly detached?: boolean;
  readonly ipc?: boolean;
  /** Standard input is a pipe, for a program that one talks with; otherwise it is empty. */
  readonly talksBack?: boolean;
}

export interface StartedProcess {
  readonly pid: number;
  readonly child: ChildProcess;
  /** Resolves when it is gone. Never rejects. */
  readonly exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

/** Starts a program. Throws EnvironmentError, with the command paste-ready, when it cannot be started. */
export async function startProcess(options: SpawnOptions): Promise<StartedProcess> {
  const log = options.logFile === undefined ? undefined : openSync(options.logFile, "a");
  try {
    const output = log ?? "pipe";
    const child = spawn(options.command, [...options.args], {
      env: { ...process.env, ...options.env },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      detached: options.detached ?? true,
      stdio: [options.talksBack ? "pipe" : "ignore", output, output, ...(options.ipc ? (["ipc"] as const) : [])],
    });
    const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
      child.once("exit", (code, signal) => resolve({ code, signal }));
    });
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", reject);
    });
    return { pid: child.pid ?? -1, child, exited };
  } catch (cause) {
    throw new EnvironmentError({
      message: `could not start ${commandLine(options.command, options.args)}: ${String(cause)}`,
      hint: "Run `chaindrill doctor` to see which tools were found.",
      cause,
    });
  } finally {
    if (log !== undefined) closeSync(log);
  }
}

export interface Finished {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end and returns its output. Throws EnvironmentError with command and output when it fails. */
export async function runProgram(options: {
  command: string;
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
  cwd?: string;
  timeoutMs: number;
  signal?: AbortSignal;
  /** For its standard input, which is then closed. */
  input?: string;
}): Promise<Finished> {
  try {
    const running = promisify(execFile)(options.command, [...options.args], {
      env: { ...process.env, ...options.env },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      timeout: options.timeoutMs,
      killSignal: "SIGKILL",
      maxBuffer: 64 * 1024 * 1024,
    });
    if (options.input !== undefined) {
      // A program that ends before it has read all says why by its exit code and output.
      running.child.stdin?.on("error", () => {}).end(options.input);
    }
    return await running;
  } catch (cause) {
    const output = cause as { stderr?: string; stdout?: string; message?: string };
    const said = (output.stderr || output.stdout || output.message || "").trim().split("\n").slice(-8).join("\n");
    throw new EnvironmentError({
      message: `command failed: ${commandLine(options.command, options.args)}\n${said}`,
      hint: "The command can be pasted into a shell to see all that it says.",
      cause,
    });
  }
}

/** The command as a person would paste it into a shell. */
export function commandLine(command: string, args: readonly string[]): string {
  return [command, ...args]
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(" ");
}

/** Sends a signal. False when there is no such process any more; throws when it is somebody else's. */
export function killPid(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}

/**
 * Start time of a process in clock ticks since boot (proc(5), field 22), where there is no /proc in seconds since the
 * epoch: with the pid it names a process for good. Undefined when it is gone or a zombie.
 */
export function startTicks(pid: number): number | undefined {
  if (process.platform !== "linux") return startSeconds(pid);
  const fields = procStat(pid);
  return fields === undefined || fields[0] === "Z" ? undefined : Number(fields[19]);
}

function startSeconds(pid: number): number | undefined {
  try {
    const env = { ...process.env, LC_ALL: "C", TZ: "UTC" };
    const shown = execFileSync("ps", ["-o", "stat=", "-o", "lstart=", "-p", String(pid)], { env, encoding: "utf8" });
    const [state = "", ...startedAt] = shown.trim().split(/\s+/);
    const atMs = Date.parse(`${startedAt.join(" ")} UTC`);
    return state.startsWith("Z") || Number.isNaN(atMs) ? undefined : atMs / 1000;
  } catch {
    return undefined; // ps ends with 1 when there is no such process
  }
}

/** Whether a process with this pid exists and is not a zombie; also another user's. */
export function isRunning(pid: number): boolean {
  if (procStat(pid)?.[0] === "Z") return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** User plus system time a process has used, in seconds; undefined when it is gone. */
export function cpuSeconds(pid: number): number | undefined {
  const fields = procStat(pid);
  // Clock ticks are 1/100 s on every Linux that Node runs on (USER_HZ).
  return fields === undefined ? undefined : (Number(fields[11]) + Number(fields[12])) / 100;
}

/**
 * Time in which threads of a process were ready to run and had no processor, in seconds over all of them; undefined when
 * it is gone, or not told here. Second field of https://docs.kernel.org/scheduler/sched-stats.html for each thread.
 */
export function waitedSeconds(pid: number): number | undefined {
  let threads: string[];
  try {
    threads = readdirSync(`/proc/${pid}/task`);
  } catch {
    return undefined; // gone, or not Linux
  }
  const nanoseconds = threads.map((thread) => {
    try {
      return Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "latin1").split(" ")[1]);
    } catch {
      return 0; // that thread has ended meanwhile
    }
  });
  return nanoseconds.reduce((sum, one) => sum + one, 0) / 1e9;
}

/** Files a process has open; undefined when it is gone. Linux only. */
export function openFiles(pid: number): number | undefined {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return undefined;
  }
}

/** Memory that belongs to a process alone, and is there; undefined when it is gone. Linux only. */
export function anonymousBytes(pid: number): number | undefined {
  try {
    const found = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1];
    return found === undefined ? undefined : Number(found) * 1024;
  } catch {
    return undefined; // gone, or not Linux
  }
}

/** Fields of /proc/<pid>/stat after the command name, which may itself hold spaces and brackets. */
function procStat(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined; // gone, or not Linux
  }
}

/** Pids of living processes of a session (setsid(2)), which all descend from its leader. Linux only; elsewhere empty. */
export function sessionPids(leader: number): number[] {
  return allPids().filter((pid) => {
    const fields = procStat(pid);
    return fields !== undefined && fields[0] !== "Z" && Number(fields[3]) === leader;
  });
}

/** Pids of living processes that carry the run's mark. Linux only; elsewhere empty. */
export function markedPids(runId: string): number[] {
  return allMarked()
    .filter((entry) => entry.runId === runId)
    .map((entry) => entry.pid);
}

export interface MarkedProcess {
  readonly pid: number;
  readonly runId: string;
  /** Undefined when the process names none. */
  readonly registry: string | undefined;
}

/** Every living process that carries a run's mark. */
export function allMarked(): MarkedProcess[] {
  return allPids().flatMap((pid) => {
    const marks = marksOf(pid);
    return marks === undefined || startTicks(pid) === undefined ? [] : [{ pid, ...marks }];
  });
}

/** Pids of all processes. Linux only; elsewhere empty. */
export function allPids(): number[] {
  try {
    return readdirSync("/proc").flatMap((entry) => (/^\d+$/.test(entry) ? [Number(entry)] : []));
  } catch {
    return []; // not Linux
  }
}

function marksOf(pid: number): { runId: string; registry: string | undefined } | undefined {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    const markNamed = (name: string) =>
      environment.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1) || undefined;
    const runId = markNamed(runMark);
    return runId === undefined ? undefined : { runId, registry: markNamed(registryMark) };
  } catch {
    return undefined; // another user's process, or gone
  }
}

/** Whether a path means the same file to that process as to us; false for one in a container, and for one that is gone. */
export function seesOurFiles(pid: number): boolean {
  try {
    return readlinkSync(`/proc/${pid}/ns/mnt`) === readlinkSync("/proc/self/ns/mnt");
  } catch {
    return false; // gone, another user's, or not Linux
  }
}
