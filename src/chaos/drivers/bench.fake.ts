// A driver, a cluster in memory and a clock, put together for tests of one fault at a time.

import { expect } from "vitest";
import { everyMechanism } from "../../model/every-mechanism.ts";
import type { ActiveFault, Evidence, FaultAction, InjectRequest } from "../../model/fault.ts";
import type { BackendFacts } from "../../model/node.ts";
import {
  type ClusterDefect,
  type FakeCluster,
  type FakeClusterOptions,
  fakeCluster,
} from "../../testing/fake-cluster.ts";
import { type FakeScope, fakeScope } from "../../testing/fake-scope.ts";
import { ManualClock } from "../../testing/manual-clock.ts";
import { sampleFault } from "../../testing/sample-fault.ts";
import { outsideOfFake } from "../evidence/outside.fake.ts";
import type { ConformanceBench } from "./conformance.ts";
import { createProcessDriver } from "./process-driver.ts";

export interface FakeBench extends ConformanceBench {
  readonly clock: ManualClock;
  readonly cluster: FakeCluster;
  readonly scope: FakeScope;
  request(action: FaultAction, nodes: { sources: readonly string[]; peers?: readonly string[] }): InjectRequest;
  inject(action: FaultAction, nodes: { sources: readonly string[]; peers?: readonly string[] }): Promise<ActiveFault>;
}

export const processFacts: BackendFacts = {
  kind: "process",
  available: true,
  links: true,
  mechanisms: everyMechanism({ works: false, why: "not probed" }),
};

/** Disposing it checks that nothing was left waiting on the clock. */
export function openFakeBench(options: Omit<FakeClusterOptions, "clock"> = {}): FakeBench {
  const clock = new ManualClock();
  const cluster = fakeCluster({ ...options, clock });
  const scope = fakeScope({ clock });
  const driver = createProcessDriver({ outside: () => outsideOfFake(cluster, clock) });
  const request: FakeBench["request"] = (action, { sources, peers = [] }) => ({
    fault: sampleFault(action),
    sources: sources.map((id) => cluster.node(id)),
    peers: peers.map((id) => cluster.node(id)),
  });
  return {
    clock,
    cluster,
    scope,
    driver,
    facts: processFacts,
    request,
    settle: (work) => clock.drive(work),
    inject: (action, nodes) => clock.drive(driver.inject(request(action, nodes), scope)),
    [Symbol.asyncDispose]: async () => expect(clock.pending).toBe(0),
  };
}

export const openBroken = (...defects: ClusterDefect[]): FakeBench => openFakeBench({ defects });

/** What was not as expected, for people. */
export function failuresIn(evidence: Evidence): string[] {
  return evidence.observations
    .filter((seen) => !seen.asExpected)
    .map((seen) => `${seen.what}: expected ${seen.expected}, found ${seen.found}`);
}
