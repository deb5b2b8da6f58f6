// Runs a closed load in a process of its own, and keeps what it tells.

import path from "node:path";
import { fileURLToPath } from "node:url";
import { assertNever } from "../../base/assert.ts";
import { EnvironmentError } from "../../base/errors.ts";
import { within } from "../../base/poll.ts";
import type { AutocannonLoad } from "../../model/plan.ts";
import type { RunScope } from "../../model/run-scope.ts";
import { killPid, type StartedProcess, startProcess } from "../../platform/processes.ts";
import type { LoadSample } from "../sample-seconds.ts";
import type { SaturationCommand, SaturationOrder, SaturationReport, SaturationTotals } from "./messages.ts";

export interface AutocannonLoadOptions {
  readonly spec: AutocannonLoad;
  readonly endpoints: readonly string[];
  /** When it ends unless it is stopped before. */
  readonly maxDurationMs: number;
  readonly scope: RunScope;
}

export interface AutocannonSummary extends SaturationTotals {
  readonly exitCode: number | null;
  /** Why it did not do its part. */
  readonly complaint?: string;
}

export interface StartedAutocannonLoad extends AsyncDisposable {
  readonly name: string;
  readonly pids: readonly number[];
  /** Resolves when the process is gone and every operation is on disk. Never rejects. */
  readonly finished: Promise<AutocannonSummary>;
  /** Ends it at once: what is under way is unknown. Idempotent. */
  stop(): Promise<AutocannonSummary>;
}

/** The first answer waits for Node itself to start, on a machine that may be busy. */
const beginWithinMs = 15_000;
const stopWithinMs = 5000;

/** Starts a load. Writes `load/<name>.ndjson.gz` in the run directory and emits `load.sampled` and `load.finished`. */
export async function startAutocannonLoad(options: AutocannonLoadOptions): Promise<StartedAutocannonLoad> {
  const { spec, scope } = options;
  const generator = await startProcess({
    command: process.execPath,
    args: [fileURLToPath(new URL("./saturation-main.ts", import.meta.url))],
    env: scope.processMarks,
    logFile: path.join(scope.scratchDir, `load-${spec.name}.log`),
    ipc: true,
  });
  try {
    const talk = new Talk(generator, options);
    await talk.begin(orderOf(options));
    return talk.started();
  } catch (error) {
    killPid(generator.pid, "SIGKILL");
    await generator.exited;
    throw error;
  }
}

function orderOf({ spec, endpoints, maxDurationMs, scope }: AutocannonLoadOptions): SaturationOrder {
  const { connections, pipelining, mix, requestTimeoutMs } = spec;
  const seed = scope.random.stream(`load/${spec.name}`).below(2 ** 20);
  return {
    type: "begin",
    load: spec.name,
    file: path.join(scope.runDir, "load", `${spec.name}.ndjson.gz`),
    urls: endpoints,
    ...{ connections, pipelining, mix, requestTimeoutMs, seed },
    durationMs: maxDurationMs,
    moment: { wallMs: scope.clock.wallMs(), runMs: scope.sinceStartMs() },
  };
}

/** With the process that does the asking. */
class Talk {
  readonly #generator: StartedProcess;
  readonly #options: AutocannonLoadOptions;
  readonly #begun = Promise.withResolvers<void>();
  /** Nothing more is told: its exit may be known before its last words. */
  readonly #silent: Promise<void>;
  #wasAsked = false;
  #wasKilled = false;
  /** Told when all is on disk. */
  #told: SaturationTotals | undefined;
  /** Summed up by the second, for a process that does not come to its last word. */
  readonly #summed = { ok: 0, rejected: 0, unknown: 0 };
  #failure: string | undefined;

  constructor(generator: StartedProcess, options: AutocannonLoadOptions) {
    this.#generator = generator;
    this.#options = options;
    generator.child.on("message", (message) => this.#hear(message as SaturationReport));
    this.#silent = new Promise((resolve) => generator.child.once("disconnect", resolve));
    // A channel that is closed already: the exit is told beside it.
    generator.child.on("error", () => {});
    this.#begun.promise.catch(() => {}); // told by `begin`
  }

  async begin(order: SaturationOrder): Promise<void> {
    const { spec, scope } = this.#options;
    const gone = this.#generator.exited.then(() => {
      throw new EnvironmentError({ message: `the generator of load ${spec.name} ended before it began` });
    });
    gone.catch(() => {}); // it ends some time, and then nobody waits here
    this.#say(order);
    const wait = { clock: scope.clock, awaited: `the generator of load ${spec.name}`, withinMs: beginWithinMs };
    await within(wait, Promise.race([this.#begun.promise, gone]));
  }

  started(): StartedAutocannonLoad {
    const finished = this.#finish();
    let stopped: Promise<AutocannonSummary> | undefined;
    const stop = () => {
      stopped ??= this.#stop().then(() => finished);
      return stopped;
    };
    const dispose = async () => {
      await stop();
    };
    const { name } = this.#options.spec;
    return { name, pids: [this.#generator.pid], finished, stop, [Symbol.asyncDispose]: dispose };
  }

  #say(command: SaturationCommand): void {
    if (this.#generator.child.connected) this.#generator.child.send(command, () => undefined);
  }

  #hear(report: SaturationReport): void {
    switch (report.type) {
      case "begun":
        this.#begun.resolve();
        break;
      case "second":
        this.#hearSecond(report.sample);
        break;
      case "ended":
        this.#told = report.totals;
        break;
      case "failed":
        this.#failure = report.error;
        break;
      default:
        assertNever(report);
    }
  }

  #hearSecond(sample: LoadSample): void {
    this.#summed.ok += sample.ok;
    this.#summed.rejected += sample.rejected;
    this.#summed.unknown += sample.unknown;
    this.#options.scope.events.emit({ ...sample, source: "load" }, { atMs: sample.toMs });
  }

  async #stop(): Promise<void> {
    const { spec, scope } = this.#options;
    this.#wasAsked = true;
    this.#say({ type: "stop" });
    const wait = { clock: scope.clock, awaited: `load ${spec.name} to end`, withinMs: stopWithinMs };
    await within(wait, this.#generator.exited).catch(() => {
      this.#wasKilled = true;
      killPid(this.#generator.pid, "SIGKILL");
    });
  }

  async #finish(): Promise<AutocannonSummary> {
    const { code, signal } = await this.#generator.exited;
    await this.#silent;
    const totals = this.#told ?? this.#summed;
    const said = this.#complaint(signal ?? `code ${code}`);
    const complaint = said === undefined ? {} : { complaint: said };
    const { name: load } = this.#options.spec;
    const { ok, rejected, unknown } = totals;
    const started = ok + rejected + unknown;
    const { events } = this.#options.scope;
    events.emit({ source: "load", type: "load.finished", load, exitCode: code, started, dropped: 0, ...complaint });
    return { exitCode: code, ...totals, ...complaint };
  }

  #complaint(how: string): string | undefined {
    if (this.#failure !== undefined) return this.#failure;
    if (this.#wasKilled) return `it did not end within ${stopWithinMs} ms of being asked to, and was killed`;
    if (this.#told === undefined) return `its generator ended with ${how}, and what it did last is not known`;
    return this.#wasAsked ? undefined : "it ended before it was asked to";
  }
}
