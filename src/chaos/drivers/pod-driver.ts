// Carries faults out on nodes that have a network of their own, as pods have: Linux network namespaces and Docker
// containers. Rules go where Chaos Mesh's daemon would put them.

import type { Clock } from "../../base/clock.ts";
import type { FaultDriver } from "../../model/fault.ts";
import type { PodControl } from "../../model/node.ts";
import type { Outside } from "../evidence/outside.ts";
import { PodNetworks, type PodNetworksOptions } from "../network/pod-networks.ts";
import { createFamilyDriver, type Families } from "./family-driver.ts";
import { podChaosFamily } from "./pod-chaos-family.ts";
import type { PodNetworkParts } from "./pod-network-fault.ts";
import { podPartitionFamily } from "./pod-partition-family.ts";
import { podTrafficFamily } from "./pod-traffic-family.ts";

export interface PodDriverParts {
  readonly network: PodNetworksOptions & Omit<PodNetworkParts, "networks">;
  /** What works on other backends as well; a kind without family is refused. */
  readonly families?: Pick<Families, "StressChaos" | "TimeChaos" | "HTTPChaos" | "DNSChaos">;
  readonly outside?: (clock: Clock) => Outside;
}

/** The driver of a backend whose nodes are pods; one per run. */
export function createPodDriver(backend: PodControl["kind"], parts: PodDriverParts): FaultDriver {
  const network = { ...parts.network, networks: new PodNetworks(parts.network) };
  return createFamilyDriver({
    backend,
    families: {
      ...parts.families,
      PodChaos: podChaosFamily(),
      partition: podPartitionFamily(network),
      shaping: podTrafficFamily(network),
    },
    ...(parts.outside === undefined ? {} : { outside: parts.outside }),
  });
}
