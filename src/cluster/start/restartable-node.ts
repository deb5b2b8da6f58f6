import type { Clock } from "../../base/clock.ts";
import { DeadlineError, InvariantError } from "../../base/errors.ts";
import type { NodeId } from "../../base/ids.ts";
import { within } from "../../base/poll.ts";
import type { NodeLifecycle, NodeState, WallClock } from "../../model/node.ts";
import type { RunScope } from "../../model/run-scope.ts";
import type { UndoEntry } from "../../model/undo.ts";
import { appendText, readTextIfThere } from "../../platform/files.ts";
import { howItEnded, NodeExitError } from "./node-exit-error.ts";

type By = "fault" | "harness";

export interface NodeEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What else is known of it, as "for want of memory". */
  readonly why?: string;
}

/** One life of a node, from a start to the end that follows. */
export interface NodeLife {
  readonly pid: number;
  /** Resolves when it is gone. Never rejects. */
  readonly exited: Promise<NodeEnd>;
  /** Does nothing when it is gone. */
  signal(signal: NodeJS.Signals): void;
  /** Ends it, for whoever finds it without us. */
  readonly undo?: UndoEntry | undefined;
}

export interface RestartableNodeOptions {
  readonly node: NodeId;
  /** Appended to over restarts. */
  readonly logFile: string;
  readonly scope: RunScope;
  /** Starts the node; `first` for the first time. Resolves when it runs, not when it answers. */
  readonly launch: (options: { first: boolean }) => Promise<NodeLife>;
  /** Undefined for a node whose clock cannot be moved. */
  readonly wallClock?: WallClock | undefined;
  /** Puts the node's files right before every start; what it returns is worth telling in the journal. */
  readonly prepare?: () => Promise<string | undefined>;
  /** Accompanies the process for as long as it runs. */
  readonly accompany?: () => AsyncDisposable;
  /** Resolves when the node answers; given up when the signal aborts. */
  readonly answers: (signal: AbortSignal) => Promise<void>;
  /** Told when the process ends and nobody asked it to. */
  readonly onUnexpectedExit: (error: NodeExitError) => void;
}

/** SIGKILL takes effect when the kernel gets to it; longer than this and the machine is beyond a test. */
const killWithinMs = 10_000;
const lastLinesMax = 10;
/** Signals that a process is meant to survive. */
const survivable: ReadonlySet<NodeJS.Signals> = new Set(["SIGSTOP", "SIGCONT", "SIGTSTP", "SIGWINCH"]);

/**
 * A node, be it a process or a container: stopped, started again on the same files and ports, and told apart whether an
 * end was wanted. Starts and stops are carried out one after the other, in the order they were asked for.
 */
export class RestartableNode implements NodeLifecycle, AsyncDisposable {
  readonly wallClock: WallClock | undefined;
  readonly #options: RestartableNodeOptions;
  readonly #clock: Clock;
  #state: NodeState = { status: "stopped" };
  #running: NodeLife | undefined;
  /** Resolves when the end of the latest process has been seen and told. */
  #settled: Promise<void> = Promise.resolve();
  /** Who asked the running process to end. */
  #endWantedBy: By | undefined;
  #endWantedAs: "stopped" | "exited" = "exited";
  #lane: Promise<unknown> = Promise.resolve();
  #startedBefore = false;
  #disposed = false;

  constructor(options: RestartableNodeOptions) {
    this.#options = options;
    this.#clock = options.scope.clock;
    this.wallClock = options.wallClock;
  }

  state(): NodeState {
    return this.#state;
  }

  signal(signal: NodeJS.Signals): void {
    if (this.#running === undefined) return;
    if (!survivable.has(signal)) this.#endWantedBy ??= "fault";
    this.#running.signal(signal);
  }

  stop(options: { graceMs: number; by: By }): Promise<void> {
    return this.#inTurn(() => this.#stopNow(options));
  }

  start(options: { by: By }): Promise<void> {
    return this.#inTurn(() => this.#startNow(options.by));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    await this.stop({ graceMs: 3000, by: "harness" });
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#lane.then(work);
    this.#lane = turn.catch(() => undefined); // the caller has the error; the next in the lane must not
    return turn;
  }

  async #startNow(by: By): Promise<void> {
    const { node, logFile, scope } = this.#options;
    if (this.#disposed) throw new InvariantError(`node ${node} was asked to start after its cluster was disposed`);
    if (this.#running !== undefined) return;
    await this.#settled;
    const detail = await this.#options.prepare?.();
    await appendText(
      logFile,
      `--- chaindrill: started by ${by} at ${Math.round(scope.sinceStartMs())} ms of the run ---\n`,
    );
    const started = await this.#options.launch({ first: !this.#startedBefore });
    this.#startedBefore = true;
    this.#endWantedBy = undefined;
    this.#endWantedAs = "exited";
    this.#state = { status: "running", pid: started.pid };
    this.#running = started;
    this.#settled = this.#accompanyToTheEnd(started, by);
    this.#emit({ state: "started", pid: started.pid, by, detail });
    if (started.undo !== undefined) await scope.undo.register(started.undo);
  }

  async #stopNow(options: { graceMs: number; by: By }): Promise<void> {
    if (this.#running === undefined) {
      await this.#settled;
      this.#state = { status: "stopped" };
      return;
    }
    this.#endWantedBy = options.by;
    this.#endWantedAs = "stopped";
    const life = this.#running;
    if (options.graceMs > 0) {
      life.signal("SIGTERM");
      life.signal("SIGCONT"); // a frozen process would leave the request lying
      if (await this.#goneWithin(options.graceMs)) return;
    }
    life.signal("SIGKILL");
    if (await this.#goneWithin(killWithinMs)) return;
    throw new DeadlineError({
      awaited: `node ${this.#options.node} (pid ${life.pid}) to end after SIGKILL`,
      afterMs: killWithinMs,
    });
  }

  async #goneWithin(withinMs: number): Promise<boolean> {
    const gone = this.#settled.then(() => true);
    try {
      return await within({ clock: this.#clock, awaited: "the process to end", withinMs }, gone);
    } catch {
      return false; // still there when the time was up; `gone` itself never rejects
    }
  }

  /** From spawn to exit: says when the node answers, and in the end who wanted the end. Never rejects. */
  async #accompanyToTheEnd(started: NodeLife, startedBy: By): Promise<void> {
    const watch = new AbortController();
    const companion = this.#options.accompany?.();
    this.#options.answers(watch.signal).then(
      () => this.#emit({ state: "ready", pid: started.pid, by: startedBy }),
      () => undefined, // it ended before, or stayed silent: the probes see that too
    );
    const exit = await started.exited;
    watch.abort();
    this.#running = undefined;
    this.#state =
      this.#endWantedAs === "stopped"
        ? { status: "stopped" }
        : { status: "exited", code: exit.code, signal: exit.signal };
    const by = this.#endWantedBy ?? "nobody";
    this.#emit({ state: this.#endWantedAs, pid: started.pid, by, detail: howItEnded(exit) });
    await companion?.[Symbol.asyncDispose]();
    if (by === "nobody") await this.#reportUnexpected(exit);
  }

  async #reportUnexpected(exit: NodeEnd): Promise<void> {
    const log = await readTextIfThere(this.#options.logFile).catch(() => undefined); // the exit matters more
    const lastLines = (log ?? "").trimEnd().split("\n").slice(-lastLinesMax).filter(Boolean);
    this.#options.onUnexpectedExit(new NodeExitError({ node: this.#options.node, ...exit, lastLines }));
  }

  #emit(change: {
    state: "started" | "ready" | "stopped" | "exited";
    pid: number;
    by: By | "nobody";
    detail?: string | undefined;
  }): void {
    const { detail, ...known } = change;
    this.#options.scope.events.emit({
      source: "cluster",
      type: "node.changed",
      node: this.#options.node,
      ...known,
      ...(detail === undefined ? {} : { detail }),
    });
  }
}
