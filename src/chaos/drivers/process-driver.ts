// Carries faults out on nodes that are processes of this machine. It needs no privilege: processes are signalled, and
// peers talk through proxies that can stop passing bytes on.
//
// No undo is registered here, and none is missing: every process of the run carries the run's mark, and what kills all
// of them was registered when the cluster started. A fault leaves nothing else behind: a node that is down is a
// process that is not there, and a cut is the state of a proxy that ends with the run.

import type { Clock } from "../../base/clock.ts";
import type { FaultDriver } from "../../model/fault.ts";
import type { Outside } from "../evidence/outside.ts";
import { createFamilyDriver, type Families } from "./family-driver.ts";
import { linkTrafficFamily } from "./link-traffic.ts";
import { linkPartitionFamily } from "./partition.ts";
import { podChaosFamily } from "./pod-chaos-family.ts";

export interface ProcessDriverOptions {
  readonly outside?: (clock: Clock) => Outside;
  /** What works on other backends as well; a kind without family is refused. */
  readonly families?: Pick<Families, "TimeChaos" | "HTTPChaos">;
}

/** The driver for the process backend; one per run. */
export function createProcessDriver(options: ProcessDriverOptions = {}): FaultDriver {
  return createFamilyDriver({
    ...options,
    backend: "process",
    families: {
      ...options.families,
      PodChaos: podChaosFamily(),
      partition: linkPartitionFamily(),
      shaping: linkTrafficFamily(),
    },
  });
}
