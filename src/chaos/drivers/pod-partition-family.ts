import type { FaultAction } from "../../model/fault.ts";
import { type ReachBaseline, reachBeforeCut, watchCut, watchReachable } from "../evidence/reach-evidence.ts";
import { droppedPairs } from "../network/pod-pairs.ts";
import type { FaultFamily } from "./fault-family.ts";
import { type PodNetworkParts, podNetworkObjection, preparePodNetworkFault } from "./pod-network-fault.ts";

/** Partitions on pods: packets are dropped at both ends, in the pods' own network namespaces, as Chaos Mesh does. */
export function podPartitionFamily(
  parts: PodNetworkParts,
): FaultFamily<Extract<FaultAction, { kind: "NetworkChaos"; action: "partition" }>> {
  return {
    support(_, { mechanisms: { filter } }) {
      return filter.works ? { kind: "native" } : { kind: "refused", why: filter.why };
    },
    objection: (action, request) => podNetworkObjection({ action, request, findPairs: droppedPairs }),
    prepare(action, context) {
      const { scope, request } = context;
      let baseline: ReachBaseline = new Map();
      return preparePodNetworkFault({
        action,
        context,
        parts,
        findPairs: droppedPairs,
        looksAt(sights) {
          const looks = { ...sights, scope };
          return {
            async before() {
              baseline = await reachBeforeCut(looks);
            },
            during: (signal) => watchCut({ ...looks, baseline, durationMs: request.fault.durationMs, signal }),
            after: (clear) => watchReachable({ ...looks, ...clear, baseline }),
          };
        },
      });
    },
  };
}
