import type { FaultNeeds } from "../model/node.ts";
import type { PlannedFault } from "../model/plan.ts";

/** What the faults of a plan ask of the nodes: neither a launcher nor a proxy is put before a node that needs none. */
export function faultNeeds(faults: readonly Pick<PlannedFault, "spec">[]): FaultNeeds {
  const kinds = new Set(faults.map(({ spec }) => spec.action.kind));
  return { clock: kinds.has("TimeChaos"), http: kinds.has("HTTPChaos") };
}
