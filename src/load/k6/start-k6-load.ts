// Runs k6 as a child and keeps what it does: its CSV output comes through a pipe, so that nothing is lost when it is
// killed, and nothing has to be read twice.

import path from "node:path";
import { assert, present } from "../../base/assert.ts";
import { errorText } from "../../base/errors.ts";
import { within } from "../../base/poll.ts";
import type { LoadSpec } from "../../model/plan.ts";
import type { RunScope } from "../../model/run-scope.ts";
import { makeDirectory, readTextIfThere, writeAtomically } from "../../platform/files.ts";
import { createGzipLines, type GzipLines } from "../../platform/gzip-lines.ts";
import { type StartedProcess, startProcess } from "../../platform/processes.ts";
import type { BuiltCorpus } from "../corpus/build-corpus.ts";
import { complaintOf } from "./complaints.ts";
import { k6Command } from "./k6-command.ts";
import { createSampleReader } from "./read-samples.ts";
import { LoadRecorder, type LoadTotals } from "./record-load.ts";

export interface K6LoadOptions {
  readonly spec: LoadSpec;
  /** Path of the k6 binary. */
  readonly k6: string;
  readonly endpoints: readonly string[];
  /** Needed when the load sends transactions. */
  readonly corpus?: BuiltCorpus;
  /** When it ends unless it is stopped before. */
  readonly maxDurationMs: number;
  readonly scope: RunScope;
}

export interface LoadSummary extends LoadTotals {
  readonly exitCode: number | null;
  /** Why it did not do its part. */
  readonly complaint?: string;
}

export interface StartedLoad extends AsyncDisposable {
  readonly name: string;
  readonly pid: number;
  /** Resolves when k6 is gone and every operation is on disk. Never rejects. */
  readonly finished: Promise<LoadSummary>;
  /** Ends the load: SIGINT, and SIGKILL when that is not enough. Idempotent. */
  stop(): Promise<LoadSummary>;
}

/** k6 ends within milliseconds of SIGINT; what takes longer is stuck. */
const stopWithinMs = 5000;
const stderrKept = 2000;

/** Starts a load. Writes `load/<name>.ndjson.gz` in the run directory and emits `load.sampled` and `load.finished`. */
export async function startK6Load(options: K6LoadOptions): Promise<StartedLoad> {
  const { spec, scope, corpus } = options;
  assert(spec.corpus === "none" || corpus !== undefined, `load ${spec.name} sends transactions but has no corpus`);
  const loadDir = path.join(scope.runDir, "load");
  const logFile = path.join(loadDir, `${spec.name}.k6.log`);
  const configFile = path.join(scope.scratchDir, `k6-${spec.name}.json`);
  await makeDirectory(loadDir);
  await writeAtomically(configFile, "{}\n");
  const lines = await createGzipLines({ file: path.join(loadDir, `${spec.name}.ndjson.gz`), clock: scope.clock });
  const command = k6Command({
    spec,
    endpoints: options.endpoints,
    corpusFile: corpus?.transactionsFile,
    maxDurationMs: options.maxDurationMs,
    seed: scope.random.stream(`load/${spec.name}`).below(2 ** 20),
    configFile,
    logFile,
  });
  const env = { ...command.env, ...scope.processMarks };
  const k6 = await startProcess({ command: options.k6, args: command.args, env }).catch(async (error: unknown) => {
    await lines.close();
    throw error;
  });
  return supervise({ options, k6, lines, logFile });
}

interface Supervised {
  readonly options: K6LoadOptions;
  readonly k6: StartedProcess;
  readonly lines: GzipLines;
  readonly logFile: string;
}

/** How the end came about, as far as we had a part in it. */
interface OurPart {
  asked: boolean;
  killed: boolean;
  failure: string | undefined;
}

function supervise(supervised: Supervised): StartedLoad {
  const { k6, options } = supervised;
  const { spec, scope } = options;
  const part: OurPart = { asked: false, killed: false, failure: undefined };
  const finished = follow(supervised, part);
  const end = async (): Promise<LoadSummary> => {
    part.asked = true;
    k6.child.kill("SIGINT");
    const exited = { clock: scope.clock, awaited: `k6 to end load ${spec.name}`, withinMs: stopWithinMs };
    await within(exited, k6.exited).catch(() => {
      part.killed = true;
      k6.child.kill("SIGKILL");
    });
    return finished;
  };
  // Once: a second SIGINT would make k6 give up at once, without writing what it still holds.
  let ended: Promise<LoadSummary> | undefined;
  const stop = () => {
    ended ??= end();
    return ended;
  };
  const dispose = async () => {
    await stop();
  };
  return { name: spec.name, pid: k6.pid, finished, stop, [Symbol.asyncDispose]: dispose };
}

/** Records what k6 does until it is gone, and sums it up. */
async function follow({ options, k6, lines, logFile }: Supervised, part: OurPart): Promise<LoadSummary> {
  const { spec, scope } = options;
  const recorder = new LoadRecorder({
    load: spec.name,
    shape: spec.rate,
    lines,
    transactionAt: options.corpus?.transactionAt,
    wallToRunMs: scope.wallToRunMs,
    emit: (sample) => scope.events.emit({ ...sample, source: "load" }, { atMs: sample.toMs }),
  });
  const stderr = keepTail(k6);
  try {
    await readOutput({ k6, recorder, lines });
  } catch (error) {
    part.failure = `the output of load ${spec.name} could not be kept: ${errorText(error)}`;
    k6.child.kill("SIGKILL");
  }
  const { code: exitCode, signal } = await k6.exited;
  const totals = recorder.finish(scope.sinceStartMs());
  await lines.close().catch((error: unknown) => {
    part.failure ??= `the operations of load ${spec.name} could not be written: ${errorText(error)}`;
  });
  const log = (await readTextIfThere(logFile)) ?? "";
  const complaint = complaintOf({ ...part, exitCode, signal, totals, log, stderr: stderr() });
  const reason = complaint === undefined ? {} : { complaint };
  const { started, dropped } = totals;
  scope.events.emit({ source: "load", type: "load.finished", load: spec.name, exitCode, started, dropped, ...reason });
  return { exitCode, ...totals, ...reason };
}

async function readOutput(options: { k6: StartedProcess; recorder: LoadRecorder; lines: GzipLines }): Promise<void> {
  const read = createSampleReader();
  for await (const piece of present(options.k6.child.stdout, "standard output of k6")) {
    // While the disk is slow nothing is read, and k6 keeps its samples in memory: slower, but complete.
    if (!options.recorder.take(read(piece as Buffer))) await options.lines.drained();
  }
}

/** The last of what a process says on standard error; reading it also keeps the process from blocking. */
function keepTail(k6: StartedProcess): () => string {
  let tail = "";
  k6.child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    tail = (tail + text).slice(-stderrKept);
  });
  return () => tail;
}
