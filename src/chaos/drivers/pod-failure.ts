import { prepareOutage } from "./outage.ts";
import type { FaultContext, PreparedFault } from "./prepared-fault.ts";

/** The pod's own grace is 30 s by default; geth ends within a second of SIGTERM, and a hung one must not eat the fault. */
const graceMs = 5000;

/**
 * Chaos Mesh swaps the container's image for one that only sleeps, so kubelet ends the client in good order and
 * nothing listens until the image is swapped back. https://chaos-mesh.org/docs/simulate-pod-chaos-on-kubernetes/
 */
export function preparePodFailure(context: FaultContext): PreparedFault {
  return prepareOutage(context, { graceMs, restartAfterMs: () => undefined });
}
