import { systemClock } from "../../base/clock.ts";
import { exitCode } from "../../base/errors.ts";
import { renderSweep } from "../../run/safety/render-sweep.ts";
import { sweep } from "../../run/safety/sweep.ts";
import { findPlaces } from "../places.ts";

/** `chaindrill sweep`: exit 1 when something could not be undone. */
export async function sweepCommand(options: { dryRun?: boolean; json?: boolean }): Promise<void> {
  const { stateDir } = findPlaces();
  const report = await sweep({ stateDir, clock: systemClock, dryRun: options.dryRun === true });
  process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : renderSweep(report));
  if (report.runs.some((run) => run.failed.length > 0)) process.exitCode = exitCode.fail;
}
