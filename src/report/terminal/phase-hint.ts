import { assertNever } from "../../base/assert.ts";
import { formatDuration } from "../../base/duration.ts";
import { formatNumberOf } from "../format.ts";
import type { LiveState } from "./live-state.ts";

/** What the phase is waiting for, and for how long at most. */
export function phaseHint(state: LiveState): string {
  const { plan, phase } = state;
  if (phase === undefined) return "";
  switch (phase.name) {
    case "preflight":
      return "checking tools, ports and room";
    case "start": {
      const ready = state.nodes.filter((node) => node.process === "ready").length;
      return `${ready} of ${formatNumberOf(state.nodes.length, "node")} ready`;
    }
    case "steady":
      return `until healthy for ${formatDuration(plan.steady.forMs)}, at most ${formatDuration(plan.steady.withinMs)}`;
    case "faults": {
      if (state.faults.length === 0) return `measuring for ${formatDuration(plan.measureMs)}`;
      const begun = state.faults.filter((fault) => fault.state !== "planned").length;
      return `${begun} of ${formatNumberOf(state.faults.length, "fault")} begun`;
    }
    case "heal":
      return "undoing what is still on";
    case "recovery":
      return `until recovered for ${formatDuration(plan.recovery.holdMs)}, at most ${formatDuration(plan.recovery.withinMs)}`;
    case "drain":
      return "waiting for the last transactions";
    case "collect":
      return "reading every node's chain and log";
    case "teardown":
      return "stopping everything";
    default:
      return assertNever(phase.name);
  }
}
