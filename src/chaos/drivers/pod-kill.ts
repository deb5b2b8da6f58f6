import { prepareOutage } from "./outage.ts";
import type { FaultContext, PreparedFault } from "./prepared-fault.ts";

/**
 * The nodes are pods of a StatefulSet: the replacement has the same name and data. On a real cluster it is Ready 1.5 s
 * after the kill, boot included; a process without containers to set up boots in half a second.
 */
const replacementAfterMs = 1000;

/**
 * Chaos Mesh deletes the pod with `gracePeriodSeconds`; its default 0 kills at once.
 * https://chaos-mesh.org/docs/simulate-pod-chaos-on-kubernetes/
 */
export function preparePodKill(context: FaultContext, options: { gracePeriodMs: number }): PreparedFault {
  return prepareOutage(context, { graceMs: options.gracePeriodMs, restartAfterMs: () => replacementAfterMs });
}
