// Runs a compiler to its end: with a sign of life now and then, and gone, with all it has started, when it is not wanted
// any more.

import path from "node:path";
import { abortReason, type Clock } from "../../base/clock.ts";
import { formatDuration } from "../../base/duration.ts";
import { EnvironmentError } from "../../base/errors.ts";
import { isExecutable, readTextIfThere } from "../files.ts";
import { commandLine, type StartedProcess, startProcess } from "../processes.ts";

export interface BuildOptions {
  /** "building geth 1.13.15 with go install", for progress. */
  readonly doing: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Where it runs. */
  readonly sourceDir: string;
  readonly env: Readonly<Record<string, string>>;
  /** Name of what it is to make in `workDir`. */
  readonly program: string;
  /** An empty directory; the caller removes it, whatever happens. */
  readonly workDir: string;
  readonly timeoutMs: number;
  readonly progress: (line: string) => void;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const heartbeatMs = 10_000;
/** A compiler removes its own work when interrupted; what does not end in this time is killed. */
const interruptMsMax = 5_000;

/** Returns the path of the built program inside `workDir`. */
export async function runBuild(options: BuildOptions): Promise<string> {
  const { command, args, workDir, clock } = options;
  const logFile = path.join(workDir, "build.log");
  const startedAtMs = clock.nowMs();
  const build = await startProcess({ command, args, cwd: options.sourceDir, env: options.env, logFile });
  using _heartbeat = clock.every(heartbeatMs, () =>
    options.progress(`${options.doing} ... ${formatDuration(clock.nowMs() - startedAtMs)}`),
  );
  const ended = await endOf(build, options);
  const program = path.join(workDir, options.program);
  if (ended.code === 0 && (await isExecutable(program))) return program;
  const said = ((await readTextIfThere(logFile)) ?? "").trim().split("\n").slice(-6).join("\n");
  throw new EnvironmentError({
    message: `${commandLine(path.basename(command), args)} ended with ${ended.signal ?? `code ${ended.code}`}\n${said}`,
  });
}

/** Waits for the build; on an abort or the deadline it is interrupted, then killed, and gone before this returns. */
async function endOf(build: StartedProcess, options: BuildOptions): Promise<Awaited<StartedProcess["exited"]>> {
  const { clock, signal } = options;
  const stop = Promise.withResolvers<Error>();
  const onAbort = () => stop.resolve(abortReason(signal));
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  using _deadline = clock.after(options.timeoutMs, () =>
    stop.resolve(new EnvironmentError({ message: `not built within ${formatDuration(options.timeoutMs)}` })),
  );
  try {
    const first = await Promise.race([build.exited, stop.promise]);
    if (!(first instanceof Error)) return first;
    signalGroup(build.pid, "SIGINT");
    using _kill = clock.after(interruptMsMax, () => signalGroup(build.pid, "SIGKILL"));
    await build.exited;
    throw first;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** What the compiler has started is in its process group. */
function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // already gone
  }
}

/** The first program of one of these names in the directories of a PATH. */
export async function findOnPath(searchPath: string, names: readonly string[]): Promise<string | undefined> {
  for (const dir of searchPath.split(path.delimiter).filter((entry) => path.isAbsolute(entry))) {
    for (const name of names) {
      const program = path.join(dir, name);
      if (await isExecutable(program)) return program;
    }
  }
  return undefined;
}
