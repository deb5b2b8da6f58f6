// One run from the first effect to the verdict: start, steady, faults, recovery, drain, collect, teardown, analysis,
// reports. Whatever ends it early, a signal, an exception, a full disk, a dead node, goes through the same teardown.

import path from "node:path";
import { abortReason } from "../base/clock.ts";
import {
  ChaindrillError,
  EnvironmentError,
  type ExitCode,
  errorText,
  exitCode,
  InterruptedError,
} from "../base/errors.ts";
import { Teardown } from "../base/teardown.ts";
import { saveBefore } from "../journal/run-directory.ts";
import type { EventOf } from "../model/event.ts";
import { exitCodeOfVerdict, type VerdictStatus } from "../model/verdict.ts";
import { exists } from "../platform/files.ts";
import { markedPids } from "../platform/processes.ts";
import { checkCapacity } from "./check-capacity.ts";
import { enter } from "./enter-phase.ts";
import { judgeRun } from "./judge-run.ts";
import { NotSteadyError } from "./not-steady-error.ts";
import { type OpenedScope, openScope } from "./open-scope.ts";
import { planObservers } from "./plan-observers.ts";
import { prepareTransactions } from "./prepare-transactions.ts";
import { runHeader } from "./run-header.ts";
import { runPhases } from "./run-phases.ts";
import type { RunOutcome, RunRequest } from "./run-request.ts";

type Ending = Pick<EventOf<"run.ended">, "how" | "reason">;

/** Runs a plan that passed preflight. Rejects only when the run could not be opened; every later failure is an outcome. */
export async function executeRun(request: RunRequest): Promise<RunOutcome> {
  const { clock, abort } = request;
  const { plan, observers } = planObservers(request.plan);
  const opened = await openScope({ ...request, name: plan.name, seed: plan.seed });
  const { scope, recorder, directory } = opened;
  const teardown = new Teardown(clock);
  let failure: Error | undefined;
  try {
    const { startedAtWallMs } = recorder;
    const header = runHeader({ request, plan, runId: scope.runId, startedAtWallMs, observers });
    saveBefore(directory, { header, plan });
    enter(opened, "preflight");
    await checkCapacity(scope);
    const prepared = await prepareTransactions(request.signFor ?? plan, { ...request, signal: abort.signal });
    await runPhases({ request, plan, observers, prepared, opened, teardown });
  } catch (error) {
    failure = abort.signal.aborted ? abortReason(abort.signal) : toError(error);
    // Everything that still waits stops waiting: nothing of the run may go on beside its teardown.
    abort.abort(failure);
  }
  await tearDown({ opened, teardown, ending: endingOf(failure) });
  const result = await judgeRun(directory.dir).catch(async (error: unknown) => {
    // What ended the run, such as a full disk, may keep it from being judged too, and is what has to be told.
    throw failure ?? (await whyUnjudged(directory.dir, error));
  });
  return { dir: directory.dir, result, exitCode: exitCodeOf(failure, result.verdict.status), error: failure };
}

async function whyUnjudged(dir: string, error: unknown): Promise<unknown> {
  if (await exists(path.join(dir, "run.json"))) return error;
  return new EnvironmentError({
    message: `the run directory ${dir} was removed while the run went on: there is nothing left to judge`,
    hint: "Leave it alone until the run has ended.",
    cause: error,
  });
}

async function tearDown(options: { opened: OpenedScope; teardown: Teardown; ending: Ending }): Promise<void> {
  const { scope, recorder, release } = options.opened;
  enter(options.opened, "teardown");
  const failures = await options.teardown.run();
  const strays = markedPids(scope.runId).map((pid) => `process ${pid}`);
  const undone = await release();
  const leftovers = [...failures.map(({ what, message }) => `${what}: ${message}`), ...strays, ...undone];
  scope.events.emit({ type: "run.ended", source: "run", ...options.ending, leftovers });
  await recorder.close();
}

function endingOf(failure: Error | undefined): Ending {
  if (failure === undefined) return { how: "completed" };
  const reason = errorText(failure);
  if (failure instanceof InterruptedError) return { how: "interrupted", reason };
  if (failure instanceof NotSteadyError) return { how: "not-steady", reason };
  return { how: failure instanceof ChaindrillError ? "aborted" : "broken", reason };
}

function exitCodeOf(failure: Error | undefined, verdict: VerdictStatus): ExitCode {
  if (failure instanceof ChaindrillError && failure.exitCode !== exitCode.fail) return failure.exitCode;
  if (failure !== undefined && !(failure instanceof ChaindrillError)) return exitCode.internal;
  return exitCodeOfVerdict[verdict];
}

const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
