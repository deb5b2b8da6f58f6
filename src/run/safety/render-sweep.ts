import { assertNever } from "../../base/assert.ts";
import type { Stray, SweepReport, SweptRun } from "./sweep.ts";

/** A sweep for people: what was found, what was done, and what is theirs to look at. */
export function renderSweep(report: SweepReport): string {
  const lines = [
    ...report.runs.flatMap((run) => runLines(run, report.dryRun)),
    ...report.strays.map(strayLine),
    ...report.unreadable.map(({ dir, why }) => `entry ${dir} cannot be read and was left alone: ${why}`),
  ];
  return `${lines.length === 0 ? "nothing to sweep" : lines.join("\n")}\n`;
}

function runLines(run: SweptRun, dryRun: boolean): string[] {
  if (run.alive) return [`run ${run.runId} (pid ${run.pid}) is alive: left alone`];
  const failed = run.failed.map((what) => `  ${dryRun ? "damaged" : "failed"}: ${what}`);
  return [
    `run ${run.runId} (pid ${run.pid}) is dead: ${dryRun ? "would undo" : "undone"}`,
    ...run.undone.map((what) => `  ${what}`),
    ...failed,
    ...(failed.length > 0 && !dryRun
      ? [`  Sweep again when the cause is gone; or see to it yourself and remove ${run.entryDir}.`]
      : []),
  ];
}

function strayLine({ pid, runId, fate }: Stray): string {
  const who = `process ${pid} carries the mark of run ${runId}, which is not registered`;
  switch (fate) {
    case "killed":
      return `${who}: killed`;
    case "would-be-killed":
      return `${who}: would be killed`;
    case "left-alone":
      return `${who}; it names no registry, so it was left alone`;
    default:
      return assertNever(fate);
  }
}
