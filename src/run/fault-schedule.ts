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

export interface FaultSchedule {
  /** Every fault is over, or was not started. */
  readonly over: Promise<void>;
  /** And the network has recovered from each, or was given up. */
  readonly recovered: Promise<void>;
}

/** Starts the schedule. Both promises reject when the run is aborted, once no fault is going on any more. */
export function scheduleFaults(options: FaultScheduleOptions): FaultSchedule {
  const { scope } = options;
  const over = new Map<string, Promise<boolean>>();
  const recovered = new Map<string, Promise<boolean>>();
  /** True when it was carried out. */
  const carryOut = async (fault: PlannedFault): Promise<boolean> => {
    if (fault.start.kind === "at") {
      await scope.clock.sleep(options.steadyAtMs + fault.start.atMs - scope.sinceStartMs(), scope.signal);
    } else if (!(await recovered.get(fault.start.fault))) {
      const earlier = fault.start.fault;
      const carriedOut = (await over.get(earlier)) === true;
      const reason = carriedOut ? `the network had not recovered from ${earlier}` : `${earlier} was not started either`;
      scope.events.emit({ type: "fault.refused", source: "run", fault: fault.name, why: `not started: ${reason}` });
      return false;
    }
    await options.runFault(fault);
    return true;
  };
  // Faults come in order of start, so what a fault waits for is already in the map.
  for (const fault of options.faults) {
    const ending = carryOut(fault);
    over.set(fault.name, ending);
    recovered.set(
      fault.name,
      ending.then((carriedOut) => carriedOut && options.awaitRecovery(fault)),
    );
  }
  return { over: allSettled(over.values()), recovered: allSettled(recovered.values()) };
}

/** Waits for all, also when one fails: the network must be there until the last fault is undone. */
async function allSettled(promises: Iterable<Promise<unknown>>): Promise<void> {
  const ends = await Promise.allSettled(promises);
  const failed = ends.find((end) => end.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}
