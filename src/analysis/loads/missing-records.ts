import { eventsOf } from "../../model/event.ts";
import type { RunView } from "../run-view.ts";

/**
 * Why a load may have done more than its records tell; undefined when they are all there. The load counts them when it
 * ends; a record that broke off before leaves their number open. What is missing then has not been shown not to be.
 */
export function missingRecords({ run, loads }: RunView, load: string): string | undefined {
  const recorded = loads.get(load)?.offered ?? 0;
  const finished = eventsOf(run.events, "load.finished").find((event) => event.load === load);
  if (finished !== undefined) {
    const counted = finished.started + finished.dropped;
    return recorded === counted ? undefined : `${recorded} of the ${counted} operations of ${load} are recorded`;
  }
  const wasCutShort = eventsOf(run.events, "run.ended").length === 0 && run.defects.length > 0;
  return wasCutShort ? `the record ends before ${load} did, so operations may be missing` : undefined;
}

/** Everything that is known to be wrong with the record of the run. */
export const damageOf = (view: RunView): string[] => [
  ...view.run.defects,
  ...view.run.plan.loads.flatMap(({ name }) => missingRecords(view, name) ?? []),
];
