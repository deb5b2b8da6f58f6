// Whose view is the service's. Targets follow from the seed, so they are known before the run: nodes that no fault
// will hit are the observers, and the canaries go through them, so that they tell how the service is and not how the
// entrance is.

import type { NodeId } from "../base/ids.ts";
import { seededRandom } from "../base/random.ts";
import { predictSources } from "../chaos/predict-sources.ts";
import type { NodeSpec } from "../model/cluster.ts";
import type { Plan } from "../model/plan.ts";

/** One entrance could have a trouble of its own that is not the service's. */
const entrances = 2;

/** The plan with its canaries' entrances chosen, and the observers. */
export function planObservers(plan: Plan): { readonly plan: Plan; readonly observers: readonly NodeId[] } {
  const random = seededRandom(plan.seed);
  const { nodes } = plan.cluster;
  const hit = new Set(plan.faults.flatMap((planned) => predictSources({ planned, nodes, random })));
  const spared = nodes.filter((node) => !hit.has(node.id));
  const observers = (spared.length === 0 ? nodes : spared).map((node) => node.id);
  if (plan.canary.through.length > 0) return { plan, observers };
  const candidates = [...rpcFirst(spared), ...rpcFirst(nodes.filter((node) => hit.has(node.id)))];
  const through = candidates.slice(0, spared.length === 0 ? 1 : Math.min(entrances, candidates.length));
  return { plan: { ...plan, canary: { ...plan.canary, through: through.map((node) => node.id) } }, observers };
}

const rpcFirst = (nodes: readonly NodeSpec[]): NodeSpec[] =>
  nodes.toSorted((a, b) => Number(b.role === "rpc") - Number(a.role === "rpc") || a.index - b.index);
