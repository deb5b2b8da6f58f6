import { systemClock } from "../../base/clock.ts";
import { formatDuration } from "../../base/duration.ts";
import { exitCode } from "../../base/errors.ts";
import { runId } from "../../base/ids.ts";
import { requestAbort } from "../../run/safety/abort.ts";
import { findPlaces } from "../places.ts";

/** `chaindrill abort [run-id]`: exit 1 when the run is not over, or left something behind. */
export async function abortCommand(given: string | undefined, options: { reason: string }): Promise<void> {
  const { stateDir } = findPlaces();
  const named = given === undefined ? {} : { runId: runId(given) };
  console.error("asking the run to stop and undo everything ...");
  const report = await requestAbort({ stateDir, clock: systemClock, reason: options.reason, ...named });
  process.stdout.write(`run ${report.runId}: ${outcomes[report.outcome]} after ${formatDuration(report.waitedMs)}\n`);
  if (report.outcome !== "ended") process.exitCode = exitCode.fail;
}

const outcomes = {
  ended: "over, nothing is left of it,",
  leftovers: "over, but not everything could be undone (`chaindrill sweep` tries again),",
  stopping: "still stopping",
} as const;
