// Runs k6, once or as several generators, and keeps what it does.

import path from "node:path";
import { assert } from "../../base/assert.ts";
import { errorText } from "../../base/errors.ts";
import { within } from "../../base/poll.ts";
import type { Operation } from "../../model/operation.ts";
import type { K6Load } from "../../model/plan.ts";
import type { RunScope } from "../../model/run-scope.ts";
import { createGzipLines, type GzipLines } from "../../platform/gzip-lines.ts";
import type { BuiltCorpus } from "../corpus/build-corpus.ts";
import { createLoadSchedule } from "../schedule.ts";
import { complaintOf, type GeneratorEnding } from "./complaints.ts";
import { followGenerators } from "./follow-generators.ts";
import { LoadRecorder, type LoadTotals } from "./record-load.ts";
import { findFreePorts, releaseGenerators } from "./release-generators.ts";
import { type Generator, startGenerator } from "./start-generator.ts";

export interface K6LoadOptions {
  readonly spec: K6Load;
  /** Path of the k6 binary. */
  readonly k6: string;
  readonly endpoints: readonly string[];
  /** For scripts that subscribe. */
  readonly wsEndpoints?: readonly string[];
  /** Needed when the load sends transactions. */
  readonly corpus?: BuiltCorpus;
  /** When it ends unless it is stopped before. */
  readonly maxDurationMs: number;
  readonly scope: RunScope;
  /** Told of every operation as it ends. */
  readonly onOperation?: (operation: Operation) => void;
}

export interface LoadSummary extends LoadTotals {
  /** Of the first generator that ended badly, otherwise of the first. */
  readonly exitCode: number | null;
  /** Why it did not do its part. */
  readonly complaint?: string;
}

export interface StartedLoad extends AsyncDisposable {
  readonly name: string;
  /** Of its generators. */
  readonly pids: readonly number[];
  /** Resolves when k6 is gone and every operation is on disk. Never rejects. */
  readonly finished: Promise<LoadSummary>;
  /** Ends the load: SIGINT, and SIGKILL when that is not enough. Idempotent. */
  stop(): Promise<LoadSummary>;
}

/** k6 ends within milliseconds of SIGINT; what takes longer is stuck. */
const stopWithinMs = 5000;

/** With more lines than this the corpus is most of k6's memory, and must not be there several times over as garbage. */
const linesOfLargeCorpus = 200_000;

/** Starts a load. Writes `load/<name>.ndjson.gz` in the run directory and emits `load.sampled` and `load.finished`. */
export async function startK6Load(options: K6LoadOptions): Promise<StartedLoad> {
  const { spec, scope, corpus } = options;
  assert(spec.corpus === "none" || corpus !== undefined, `load ${spec.name} sends transactions but has no corpus`);
  assert(spec.generators <= spec.vus, `load ${spec.name} has fewer users than generators`);
  const file = path.join(scope.runDir, "load", `${spec.name}.ndjson.gz`);
  const lines = await createGzipLines({ file, clock: scope.clock });
  const generators: Generator[] = [];
  const seed = scope.random.stream(`load/${spec.name}`).below(2 ** 20);
  try {
    await startAll(options, { seed, generators });
  } catch (error) {
    for (const generator of generators) generator.kill("SIGKILL");
    await Promise.all(generators.map((generator) => generator.ending()));
    await lines.close();
    throw error;
  }
  return supervise({ options, generators, lines, seed });
}

/** Adds to `generators` as they come, so that a failure leaves none behind. */
async function startAll(
  options: K6LoadOptions,
  { seed, generators }: { seed: number; generators: Generator[] },
): Promise<void> {
  const { spec, scope, corpus } = options;
  const count = spec.generators;
  const ports = count === 1 ? [] : await findFreePorts(count);
  for (let index = 0; index < count; index++) {
    const port = ports[index];
    const started = await startGenerator({
      invocation: {
        spec,
        seed,
        endpoints: options.endpoints,
        wsEndpoints: options.wsEndpoints ?? [],
        corpusFile: corpus?.source,
        maxDurationMs: options.maxDurationMs,
        segment: port === undefined ? undefined : { index, count, port },
        garbagePercent: (corpus?.lines ?? 0) > linesOfLargeCorpus ? 100 : 400,
      },
      k6: options.k6,
      name: index === 0 ? spec.name : `${spec.name}-${index + 1}`,
      loadDir: path.join(scope.runDir, "load"),
      scratchDir: scope.scratchDir,
      env: scope.processMarks,
    });
    generators.push(started);
  }
  const released = ports.map((port, index) => ({ port, exited: generators[index]?.exited ?? Promise.resolve() }));
  if (count > 1) await releaseGenerators({ load: spec.name, generators: released, ...scope });
}

interface Supervised {
  readonly options: K6LoadOptions;
  readonly generators: readonly Generator[];
  readonly lines: GzipLines;
  readonly seed: number;
}

/** How the end came about, as far as we had a part in it. */
interface OurPart {
  /** When it was asked to end. */
  askedAtMs: number | undefined;
  killed: boolean;
  failure: string | undefined;
}

function supervise(supervised: Supervised): StartedLoad {
  const { generators, options } = supervised;
  const { spec, scope } = options;
  const part: OurPart = { askedAtMs: undefined, killed: false, failure: undefined };
  const killAll = (signal: "SIGINT" | "SIGKILL") => {
    for (const generator of generators) generator.kill(signal);
  };
  const finished = follow(supervised, { part, killAll });
  const end = async (): Promise<LoadSummary> => {
    part.askedAtMs = scope.sinceStartMs();
    killAll("SIGINT");
    const wait = { clock: scope.clock, awaited: `k6 to end load ${spec.name}`, withinMs: stopWithinMs };
    await within(wait, Promise.all(generators.map(({ exited }) => exited))).catch(() => {
      part.killed = true;
      killAll("SIGKILL");
    });
    return finished;
  };
  // Once: a second SIGINT would make k6 give up at once, without an answer to what is under way.
  let ended: Promise<LoadSummary> | undefined;
  const stop = () => {
    ended ??= end();
    return ended;
  };
  const dispose = async () => {
    await stop();
  };
  return { name: spec.name, pids: generators.map(({ pid }) => pid), finished, stop, [Symbol.asyncDispose]: dispose };
}

/** Records what k6 does until it is gone, and sums it up. */
async function follow(
  supervised: Supervised,
  { part, killAll }: { part: OurPart; killAll: (signal: "SIGKILL") => void },
): Promise<LoadSummary> {
  const { options, generators, lines } = supervised;
  const { spec, scope } = options;
  const recorder = recorderOf(supervised);
  try {
    await followGenerators({ generators, recorder, lines, clock: scope.clock, sinceStartMs: scope.sinceStartMs });
  } catch (error) {
    part.failure = `the output of load ${spec.name} could not be kept: ${errorText(error)}`;
    killAll("SIGKILL");
  }
  const endings = await Promise.all(generators.map((generator) => generator.ending()));
  const totals = recorder.finish(part.askedAtMs ?? scope.sinceStartMs());
  await lines.close().catch((error: unknown) => {
    part.failure ??= `the operations of load ${spec.name} could not be written: ${errorText(error)}`;
  });
  const { killed, failure } = part;
  const complaint = complaintOf({ asked: part.askedAtMs !== undefined, killed, failure, generators: endings, totals });
  const reason = complaint === undefined ? {} : { complaint };
  const exitCode = exitCodeOf(endings);
  const { started, dropped } = totals;
  scope.events.emit({ source: "load", type: "load.finished", load: spec.name, exitCode, started, dropped, ...reason });
  return { exitCode, ...totals, ...reason };
}

function recorderOf({ options, lines, seed }: Supervised): LoadRecorder {
  const { spec, scope, corpus, maxDurationMs, onOperation } = options;
  return new LoadRecorder({
    load: spec.name,
    schedule: createLoadSchedule({ shape: spec.rate, seed, batch: spec.batch }),
    batch: spec.batch,
    vus: spec.vus,
    maxDurationMs,
    lines,
    transactionAt: corpus?.transactionAt,
    wallToRunMs: scope.wallToRunMs,
    ...(onOperation === undefined ? {} : { onOperation }),
    emit: (sample) => scope.events.emit({ ...sample, source: "load" }, { atMs: sample.toMs }),
  });
}

/** 105 is how k6 ends when it is asked to. */
function exitCodeOf(endings: readonly GeneratorEnding[]): number | null {
  const worst = endings.find(({ exitCode }) => exitCode !== 0 && exitCode !== 105) ?? endings[0];
  return worst?.exitCode ?? null;
}
