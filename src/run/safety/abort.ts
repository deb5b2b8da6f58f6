import type { Clock } from "../../base/clock.ts";
import { ChaindrillError, DeadlineError, exitCode } from "../../base/errors.ts";
import type { RunId } from "../../base/ids.ts";
import { poll } from "../../base/poll.ts";
import { writeAtomically } from "../../platform/files.ts";
import { type ListedRun, listRuns, stopFile } from "./lease.ts";

/** None, or several runs could be meant. Exit 3. */
export class RunChoiceError extends ChaindrillError {
  constructor(options: { asked: string | undefined; living: readonly ListedRun[] }) {
    const listed = options.living
      .map(({ lease }) => `\n  ${lease.runId}  ${lease.plan}, since ${lease.startedAt}`)
      .join("");
    const several = `${options.living.length} runs are alive, and none was named:${listed}`;
    const unknown = `there is no living run ${options.asked ?? ""}`.trimEnd();
    super({
      message: options.asked === undefined && options.living.length > 1 ? several : unknown + livingText(listed),
      hint:
        options.living.length > 0 ? "Name one: chaindrill abort <run>." : "`chaindrill list` shows what is running.",
      exitCode: exitCode.invalidInput,
    });
  }
}

const livingText = (listed: string): string => (listed === "" ? "" : `; alive:${listed}`);

export interface AbortRequest {
  readonly stateDir: string;
  readonly clock: Clock;
  /** Not needed when one run is alive. */
  readonly runId?: RunId;
  readonly reason: string;
  /** How long to wait for the run to be gone. Default 120 s: a teardown is bounded, but not short. */
  readonly withinMs?: number;
  readonly signal?: AbortSignal;
}

export interface AbortReport {
  readonly runId: RunId;
  readonly waitedMs: number;
  /** ended: nothing of it is left. leftovers: it is over, but not all could be undone: sweep. stopping: not over yet. */
  readonly outcome: "ended" | "leftovers" | "stopping";
}

/** Asks a living run to stop and undo everything, and waits for it to be over. */
export async function requestAbort(request: AbortRequest): Promise<AbortReport> {
  const { stateDir, clock, withinMs = 120_000 } = request;
  const { runId } = await choose(request);
  const startedAtMs = clock.nowMs();
  const body = { by: `pid ${process.pid}`, reason: request.reason };
  await writeAtomically(stopFile(stateDir, runId), `${JSON.stringify(body)}\n`);
  const outcome = await poll(
    { clock, awaited: `run ${runId} to end`, withinMs, everyMs: 100, signal: request.signal },
    async () => {
      const found = (await listRuns(stateDir)).runs.find(({ lease }) => lease.runId === runId);
      if (found === undefined) return { done: "ended" as const };
      return isOver(found) ? { done: "leftovers" as const } : { notYet: "it is tearing down" };
    },
  ).catch((error: unknown) => {
    if (error instanceof DeadlineError) return "stopping" as const;
    throw error;
  });
  return { runId, waitedMs: clock.nowMs() - startedAtMs, outcome };
}

/** A run whose harness is dead, but whose watchdog is still at work, is not over. */
const isOver = (run: ListedRun): boolean => !run.harnessAlive && !run.watchdogAlive;

async function choose({ stateDir, runId }: AbortRequest): Promise<ListedRun["lease"]> {
  const living = (await listRuns(stateDir)).runs.filter((run) => run.harnessAlive);
  const meant = runId === undefined ? living : living.filter(({ lease }) => lease.runId === runId);
  const [only, another] = meant;
  if (only === undefined || another !== undefined) throw new RunChoiceError({ asked: runId, living });
  return only.lease;
}
