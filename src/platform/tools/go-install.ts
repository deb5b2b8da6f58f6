// Builds a tool with `go install`. Its modules are verified by Go against the checksum database (https://go.dev/ref/mod#checksum-database),
// which is why it needs no digest of ours.

import path from "node:path";
import type { Clock } from "../../base/clock.ts";
import { abortReason } from "../../base/clock.ts";
import { formatDuration } from "../../base/duration.ts";
import { EnvironmentError } from "../../base/errors.ts";
import { isExecutable, makeDirectory, readTextIfThere } from "../files.ts";
import { commandLine, type StartedProcess, startProcess } from "../processes.ts";
import type { GoSource } from "./pinned-tools.ts";

export interface GoInstallOptions {
  /** "geth 1.13.15", for messages. */
  readonly what: string;
  readonly program: string;
  readonly source: GoSource;
  /** Path of the `go` command. */
  readonly go: string;
  /** Value of PATH for it: it looks there for a C compiler. */
  readonly path: string;
  /** An empty directory; the caller removes it, whatever happens. */
  readonly workDir: string;
  readonly timeoutMs: number;
  readonly progress: (line: string) => void;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const heartbeatMs = 10_000;
/** go removes its own work when interrupted; what does not end in this time is killed. */
const interruptMsMax = 5_000;

/** Returns the path of the built program inside `workDir`. */
export async function goInstall(options: GoInstallOptions): Promise<string> {
  const { workDir, source, clock } = options;
  const logFile = path.join(workDir, "go.log");
  const scratch = path.join(workDir, "scratch");
  await makeDirectory(scratch);
  const args = ["install", ...source.flags, source.package];
  const startedAtMs = clock.nowMs();
  const build = await startProcess({
    command: options.go,
    args,
    // Its own directory: no go.mod or go.work of somebody else's project takes part.
    cwd: workDir,
    env: { ...source.env, PATH: options.path, GOBIN: workDir, GOTMPDIR: scratch, GOFLAGS: "" },
    logFile,
  });
  using _heartbeat = clock.every(heartbeatMs, () =>
    options.progress(
      `building ${options.what} with go install (takes about 3 min the first time) ... ${formatDuration(clock.nowMs() - startedAtMs)}`,
    ),
  );
  const ended = await endOf(build, options);
  const program = path.join(workDir, options.program);
  if (ended.code === 0 && (await isExecutable(program))) return program;
  const said = ((await readTextIfThere(logFile)) ?? "").trim().split("\n").slice(-6).join("\n");
  throw new EnvironmentError({
    message: `${commandLine("go", args)} ended with ${ended.signal ?? `code ${ended.code}`}\n${said}`,
  });
}

/** Waits for the build; on an abort or the deadline it is interrupted, then killed, and gone before this returns. */
async function endOf(build: StartedProcess, options: GoInstallOptions): Promise<Awaited<StartedProcess["exited"]>> {
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

/** The compilers go has started are in its process group. */
function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // already gone
  }
}

/** The first `go` in the directories of a PATH. */
export async function findGo(searchPath: string): Promise<string | undefined> {
  for (const dir of searchPath.split(path.delimiter)) {
    const go = path.join(dir, "go");
    if (path.isAbsolute(dir) && (await isExecutable(go))) return go;
  }
  return undefined;
}
