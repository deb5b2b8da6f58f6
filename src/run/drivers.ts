import type { Clock } from "../base/clock.ts";
import { clockFamily } from "../chaos/drivers/clock-family.ts";
import { createFamilyDriver } from "../chaos/drivers/family-driver.ts";
import { gateHttpFamily } from "../chaos/drivers/gate-http-family.ts";
import { createPodDriver } from "../chaos/drivers/pod-driver.ts";
import { podHttpFamily } from "../chaos/drivers/pod-http-family.ts";
import { createProcessDriver } from "../chaos/drivers/process-driver.ts";
import { stressFamily } from "../chaos/drivers/stress-family.ts";
import { systemPodNetwork } from "../chaos/drivers/system-pod-network.ts";
import type { FaultDriver } from "../model/fault.ts";
import type { BackendFacts } from "../model/node.ts";
import { notOfThisVersion } from "./backends.ts";
import type { ProgramPlace } from "./machine-parts.ts";

/** The driver that carries faults out on a backend; one per run. Throws EnvironmentError for a backend that this version does not have. */
export function createDriver(options: { facts: BackendFacts; netAgent: ProgramPlace; clock: Clock }): FaultDriver {
  const { facts, netAgent, clock } = options;
  switch (facts.kind) {
    case "process":
      return createProcessDriver({ families: { TimeChaos: clockFamily(), HTTPChaos: gateHttpFamily() } });
    case "netns":
    case "docker":
      return createPodDriver(facts.kind, {
        network: systemPodNetwork({ netAgent, shape: facts.mechanisms.shape, clock }),
        families: { StressChaos: stressFamily(), TimeChaos: clockFamily(), HTTPChaos: podHttpFamily() },
      });
    case "external":
      return createFamilyDriver({ backend: "external", families: {} });
    default:
      throw notOfThisVersion(facts.kind);
  }
}
