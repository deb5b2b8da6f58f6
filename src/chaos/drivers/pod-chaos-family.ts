import { assertNever } from "../../base/assert.ts";
import type { FaultAction, InjectRequest } from "../../model/fault.ts";
import { lifecycleOf } from "../../model/node.ts";
import { containerObjection, prepareContainerKill } from "./container-kill.ts";
import type { FaultFamily } from "./fault-family.ts";
import { preparePodFailure } from "./pod-failure.ts";
import { preparePodKill } from "./pod-kill.ts";
import { RestartBackOff } from "./restart-back-off.ts";

/** pod-kill, pod-failure and container-kill, on every backend whose nodes can be ended and started. */
export function podChaosFamily(): FaultFamily<Extract<FaultAction, { kind: "PodChaos" }>> {
  const backOff = new RestartBackOff();
  return {
    support: (action) =>
      action.action === "pod-failure"
        ? {
            kind: "emulated",
            how: "the process is ended and kept down, so its ports refuse connections; Chaos Mesh runs a pause container in its place, with the same address",
          }
        : { kind: "native" },
    objection(action, request) {
      const down = downAlready(request);
      if (down !== undefined) return down;
      return action.action === "container-kill" ? containerObjection(request, action.containerNames) : undefined;
    },
    prepare(action, context) {
      switch (action.action) {
        case "pod-kill":
          return preparePodKill(context, { gracePeriodMs: action.gracePeriodMs });
        case "pod-failure":
          return preparePodFailure(context);
        case "container-kill":
          return prepareContainerKill(context, { backOff });
        default:
          return assertNever(action);
      }
    },
  };
}

function downAlready(request: InjectRequest): string | undefined {
  for (const node of request.sources) {
    const status = lifecycleOf(node)?.state().status;
    if (status !== "running") return `${node.id} is not running (${status})`;
  }
  return undefined;
}
