import type { InjectRequest } from "../../model/fault.ts";
import { prepareOutage } from "./outage.ts";
import type { FaultContext, PreparedFault } from "./prepared-fault.ts";
import type { RestartBackOff } from "./restart-back-off.ts";

/** SIGKILL of the container's process; "kubelet" starts it again, with its back-off. */
export function prepareContainerKill(context: FaultContext, options: { backOff: RestartBackOff }): PreparedFault {
  const { clock } = context.scope;
  return prepareOutage(context, {
    graceMs: 0,
    restartAfterMs: (node) => options.backOff.nextMs({ node, nowMs: clock.nowMs() }),
  });
}

/** Why the named containers cannot be killed on these nodes; undefined when each node has one of them. */
export function containerObjection(request: InjectRequest, containerNames: readonly string[]): string | undefined {
  const without = request.sources.filter((node) => !containerNames.includes(node.spec.container));
  if (without.length === 0) return undefined;
  const named = containerNames.length === 0 ? "containerNames is empty" : `no container ${containerNames.join(" or ")}`;
  return `${named}: ${without.map((node) => `${node.id} has ${node.spec.container}`).join(", ")}`;
}
