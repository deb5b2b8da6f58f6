// Runs a plan's faults: `at` by the clock from steady, `after` once an earlier fault is over and the network has
// recovered from it. A network that does not recover gets no further fault: it could prove nothing.

import type { PlannedFault } from "../model/plan.ts";
import type { RunScope } from "../model/run-scope.ts";

export interface FaultScheduleOptions {
  readonly faults: readonly PlannedFault[];
  readonly scope: RunScope;
  /** Start of the schedule on the run's clock: when the network was steady. */
  readonly steadyAtMs: number;
  /** Carries one fault out, from request to proven end. */
  readonly runFault: (fault: PlannedFault) => Promise<void>;
  /** Waits for recovery; false when the budget is spent. */
  readonly awaitRecovery: (fault: PlannedFault) => Promise<boolean>;
}

/** Resolves when every fault is over, and recovered from or given up. */
export async function runFaults(options: FaultScheduleOptions): Promise<void> {
  const { scope } = options;
  const recovered = new Map<string, Promise<boolean>>();
  const run = async (fault: PlannedFault): Promise<boolean> => {
    if (fault.start.kind === "at") {
      await scope.clock.sleep(options.steadyAtMs + fault.start.atMs - scope.sinceStartMs(), scope.signal);
    } else if (!(await recovered.get(fault.start.fault))) {
      const why = `not started: the network had not recovered from ${fault.start.fault}`;
      scope.events.emit({ type: "fault.refused", source: "run", fault: fault.name, why });
      return false;
    }
    await options.runFault(fault);
    return options.awaitRecovery(fault);
  };
  // Faults come in order of start, so what a fault waits for is already in the map.
  for (const fault of options.faults) recovered.set(fault.name, run(fault));
  const ends = await Promise.allSettled(recovered.values());
  const failed = ends.find((end) => end.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}
