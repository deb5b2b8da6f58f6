import type { NodeId } from "../base/ids.ts";
import type { Random } from "../base/random.ts";
import type { NodeSpec } from "../model/cluster.ts";
import type { PlannedFault } from "../model/plan.ts";
import { faultStream } from "./fault-stream.ts";
import { selectTargets } from "./select-targets.ts";

/** The nodes that `spec.selector` of a fault will choose, given that all of them run. `random` is the run's own. */
export function predictSources(options: {
  planned: PlannedFault;
  nodes: readonly NodeSpec[];
  random: Random;
}): NodeId[] {
  const { planned, nodes } = options;
  const { action } = planned.spec;
  if (action.kind === "unsupported" || planned.spec.paused) return [];
  const phases = new Map(nodes.map((node) => [node.id, "Running"] as const));
  const random = faultStream(options.random, planned.name).stream("selector");
  return selectTargets({ selection: action.selection, nodes, phases, random });
}
