import type { Clock } from "../../base/clock.ts";
import { EnvironmentError } from "../../base/errors.ts";
import type { Mechanism } from "../../model/node.ts";
import { startNetProbe, startNetQueue } from "../../platform/net-agent.ts";
import { systemNetfilter } from "../../platform/netfilter.ts";
import { type NetAgentPlace, shapesByNetem } from "../../platform/network-mechanisms.ts";
import { resolveHost } from "../../platform/resolve-host.ts";
import type { PodDriverParts } from "./pod-driver.ts";

/** The networks of pods on this machine. `shape` is what `probeNetworkMechanisms` found. */
export function systemPodNetwork(options: {
  netAgent: NetAgentPlace;
  shape: Mechanism;
  clock: Clock;
}): PodDriverParts["network"] {
  const { netAgent, shape, clock } = options;
  const binary = () => {
    if ("path" in netAgent) return netAgent.path;
    throw new EnvironmentError({ message: `netagent is missing: ${netAgent.why}`, hint: "Run `chaindrill setup`." });
  };
  return {
    netfilter: systemNetfilter,
    shaper: shape.works && shape.by === shapesByNetem ? "netem" : "nfqueue",
    openProbe: async (place) => startNetProbe({ ...place, binary: binary(), clock }),
    openQueue: async (place) => startNetQueue({ ...place, binary: binary(), clock }),
    resolveHost,
  };
}
