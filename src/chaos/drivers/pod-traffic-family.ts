import type { FaultAction, Support } from "../../model/fault.ts";
import type { BackendFacts, Mechanism } from "../../model/node.ts";
import { shapesByNetem } from "../../platform/network-mechanisms.ts";
import { noTrafficBaseline, trafficBefore, watchClear, watchShaped } from "../evidence/traffic-evidence.ts";
import { shapedPairs } from "../network/pod-pairs.ts";
import type { FaultFamily } from "./fault-family.ts";
import { type PodNetworkParts, podNetworkObjection, preparePodNetworkFault } from "./pod-network-fault.ts";

type Shaping = Extract<FaultAction, { kind: "NetworkChaos"; shape: unknown }>;

/** Delay, loss, duplicates, corruption, rate and bandwidth on pods: shaped where packets leave, as Chaos Mesh does. */
export function podTrafficFamily(parts: PodNetworkParts): FaultFamily<Shaping> {
  return {
    support,
    objection: (action, request) => podNetworkObjection({ action, request, findPairs: shapedPairs }),
    prepare(action, context) {
      const { scope, request } = context;
      let baseline = noTrafficBaseline;
      return preparePodNetworkFault({
        action,
        context,
        parts,
        findPairs: shapedPairs,
        looksAt(sights) {
          const looks = { ...sights, scope, shape: action.shape };
          return {
            async before() {
              baseline = await trafficBefore(looks);
            },
            during: (signal) => watchShaped({ ...looks, baseline, durationMs: request.fault.durationMs, signal }),
            after: (clear) => watchClear({ ...looks, ...clear, baseline }),
          };
        },
      });
    },
  };
}

function support(action: Shaping, { mechanisms }: BackendFacts): Support {
  const named = action.target !== undefined || action.externalTargets.length > 0;
  // Packets to a target are told by address sets, which are the filter's.
  if (named && !mechanisms.filter.works) return { kind: "refused", why: mechanisms.filter.why };
  return action.shape.bandwidth === undefined
    ? shapingSupport(mechanisms.shape)
    : bandwidthSupport(mechanisms.bandwidth);
}

const bandwidthSupport = (bandwidth: Mechanism): Support =>
  bandwidth.works ? { kind: "native" } : { kind: "refused", why: bandwidth.why };

function shapingSupport(shape: Mechanism): Support {
  if (!shape.works) return { kind: "refused", why: shape.why };
  if (shape.by === shapesByNetem) return { kind: "native" };
  return {
    kind: "emulated",
    how: `the kernel hands the pod's packets to a program (${shape.by}) that delays, loses, copies and damages them by netem's model; should it end, packets pass unshaped`,
  };
}
