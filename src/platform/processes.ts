// The only place that starts child processes. Every process of a run carries the run's marks in its environment, so
// that the watchdog and `chaindrill sweep` find it, and its children, even when the harness had no time to write a pid.

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import { EnvironmentError } from "../base/errors.ts";

export const runMark = "CHAINDRILL_RUN";

export interface SpawnOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the harness's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Both outputs are appended to this file; without it they are pipes. */
  readonly logFile?: string;
  /** Own session: not hit by the terminal's Ctrl-C, ended by us in order. Default true. */
  readonly detached?: boolean;
  readonly ipc?: boolean;
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
      stdio: ["ignore", output, output, ...(options.ipc ? (["ipc"] as const) : [])],
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
}): Promise<Finished> {
  try {
    return await promisify(execFile)(options.command, [...options.args], {
      env: { ...process.env, ...options.env },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      timeout: options.timeoutMs,
      killSignal: "SIGKILL",
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch (cause) {
    const output = cause as { stderr?: string; stdout?: string; message?: string };
    const said = (output.stderr || output.stdout || output.message || "").trim().split("\n").slice(-8).join("\n");
    throw new EnvironmentError({
      message: `command failed: ${commandLine(options.command, options.args)}\n${said}`,
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

/** Start time of a process in clock ticks since boot (proc(5), field 22); undefined when it is gone or a zombie. */
export function startTicks(pid: number): number | undefined {
  const fields = procStat(pid);
  return fields === undefined || fields[0] === "Z" ? undefined : Number(fields[19]);
}

/** User plus system time a process has used, in seconds; undefined when it is gone. */
export function cpuSeconds(pid: number): number | undefined {
  const fields = procStat(pid);
  // Clock ticks are 1/100 s on every Linux that Node runs on (USER_HZ).
  return fields === undefined ? undefined : (Number(fields[11]) + Number(fields[12])) / 100;
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

/** Pids of living processes that carry the run's mark. Linux only; elsewhere empty. */
export function markedPids(runId: string): number[] {
  return allMarked()
    .filter((entry) => entry.runId === runId)
    .map((entry) => entry.pid);
}

/** Every living process that carries a run's mark. */
export function allMarked(): { readonly pid: number; readonly runId: string }[] {
  let entries: string[];
  try {
    entries = readdirSync("/proc");
  } catch {
    return []; // not Linux
  }
  return entries.flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    const runId = markOf(Number(entry));
    return runId === undefined || startTicks(Number(entry)) === undefined ? [] : [{ pid: Number(entry), runId }];
  });
}

function markOf(pid: number): string | undefined {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
    return environment.find((line) => line.startsWith(`${runMark}=`))?.slice(runMark.length + 1);
  } catch {
    return undefined; // another user's process, or gone
  }
}
