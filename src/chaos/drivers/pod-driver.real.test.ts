// Every action in real network namespaces, without any node: what is put there is what packets meet.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { seededRandom } from "../../base/random.ts";
import type { FaultDriver } from "../../model/fault.ts";
import type { PodControl } from "../../model/node.ts";
import type { TrafficShape } from "../../model/traffic.ts";
import { systemNetfilter } from "../../platform/netfilter.ts";
import { type NetworkMechanisms, probeNetworkMechanisms, shapesByNetem } from "../../platform/network-mechanisms.ts";
import { fakeScope } from "../../testing/fake-scope.ts";
import { missingForPods } from "../../testing/missing-for-pods.ts";
import { realOptionalTool } from "../../testing/real-tools.ts";
import { sampleFault } from "../../testing/sample-fault.ts";
import type { NetworkAction } from "../network/pod-rules.ts";
import { bandwidth8, delay50, loss30, networkAction, shapeWith } from "../network/sample-rules.fake.ts";
import { failuresIn } from "./bench.fake.ts";
import { createPodDriver } from "./pod-driver.ts";
import { makeScratchPods, type ScratchPods } from "./scratch-pods.fake.ts";
import { systemPodNetwork } from "./system-pod-network.ts";

const missing = missingForPods();
const title = `faults of the network on pods${missing === undefined ? "" : ` (skipped: ${missing})`}`;

interface Sides {
  readonly sources: readonly number[];
  readonly peers?: readonly number[];
}

describe.skipIf(missing !== undefined)(title, () => {
  let pods: ScratchPods;
  let mechanisms: NetworkMechanisms;
  let driver: FaultDriver;
  beforeAll(async () => {
    const netAgent = { path: await realOptionalTool("netagent") };
    mechanisms = await probeNetworkMechanisms({ netAgent });
    pods = await makeScratchPods(3);
    const network = systemPodNetwork({ netAgent, shape: mechanisms.shape, clock: systemClock });
    driver = createPodDriver("netns", { network });
  });
  afterAll(() => (pods as ScratchPods | undefined)?.[Symbol.asyncDispose]());

  it.skipIf(process.env["CHAINDRILL_IN_UML"] === undefined)("shapes by tc netem (only in User-Mode Linux)", () => {
    expect(mechanisms.shape).toEqual({ works: true, by: shapesByNetem });
  });

  const scope = fakeScope({ clock: systemClock, seed: 1 });
  const inject = async (action: NetworkAction, { sources, peers = [] }: Sides) => {
    const at = (numbers: readonly number[]) => pods.nodes.filter((_, index) => numbers.includes(index));
    const others = pods.nodes.filter((_, index) => !sources.includes(index) && !peers.includes(index));
    const request = { fault: sampleFault(action), sources: at(sources), peers: at(peers), others };
    expect(driver.objection(request)).toBeUndefined();
    return driver.inject(request, scope);
  };
  const namespaces = () => pods.nodes.map(({ control }) => (control as PodControl).netns() ?? "");
  const rulesOfAll = async () =>
    (await Promise.all(namespaces().map((netns) => systemNetfilter.rulesIn(netns)))).flat();
  /** Seen, undone twice, seen to be over, and the namespaces as they were. */
  const expectWholeLife = async (action: NetworkAction, sides: Sides) => {
    const before = await rulesOfAll();
    const active = await inject(action, sides);
    const evidence = await active.evidence();
    await active.revert();
    await active.revert();
    const end = await active.evidenceOfEnd();
    expect(failuresIn(evidence)).toEqual([]);
    expect(failuresIn(end)).toEqual([]);
    expect([evidence.seen, end.seen]).toEqual([true, true]);
    expect(await rulesOfAll()).toEqual(before);
  };

  it("the machine can do all of it", () => {
    expect(Object.values(mechanisms).map(({ works }) => works)).toEqual([true, true, true]);
  });

  it.each(["to", "from", "both"] as const)("partition %s a target", (direction) =>
    expectWholeLife(networkAction({ direction }), { sources: [0], peers: [1, 2] }),
  );
  it.each(["to", "from", "both"] as const)("partition %s everybody", (direction) =>
    expectWholeLife(networkAction({ direction, target: false }), { sources: [0] }),
  );
  it("partition to an address outside that is a pod's, and to one that is nobody's", () =>
    expectWholeLife(
      networkAction({ direction: "to", target: false, externalTargets: ["198.18.250.3", "198.18.250.128/25"] }),
      { sources: [0] },
    ));

  const chance = (percent: number) => ({ percent, correlation: 0 });
  const reorder = { percent: 50, correlation: 0, gap: 2 };
  const shapes: readonly [string, TrafficShape][] = [
    ["delay", delay50],
    ["reorder", shapeWith({ delay: { latencyMs: 40, jitterMs: 0, correlation: 0, reorder } })],
    ["loss", loss30],
    ["loss with correlation", shapeWith({ loss: { percent: 40, correlation: 30 } })],
    ["duplicate", shapeWith({ duplicate: chance(20) })],
    ["corrupt", shapeWith({ corrupt: chance(10) })],
    ["rate", shapeWith({ rateBytesPerSecond: 1_000_000 })],
    ["bandwidth", bandwidth8],
    ["all of netem", shapeWith({ ...delay50, loss: chance(10), duplicate: chance(10), corrupt: chance(10) })],
  ];
  it.each(shapes)("%s to a target", (_, shape) =>
    expectWholeLife(networkAction({ shape, direction: "to" }), { sources: [0], peers: [1] }),
  );
  it.each(shapes)("%s to everybody", (_, shape) =>
    expectWholeLife(networkAction({ shape, target: false }), { sources: [0] }),
  );
  it.each(["from", "both"] as const)("delay %s several targets", (direction) =>
    expectWholeLife(networkAction({ shape: delay50, direction }), { sources: [0], peers: [1, 2] }),
  );

  it("several experiments on one pod come and go in any order", async () => {
    const before = await rulesOfAll();
    const actions: [NetworkAction, Sides][] = [
      [networkAction({ shape: delay50, direction: "both" }), { sources: [0], peers: [1] }],
      [networkAction({ shape: bandwidth8, target: false }), { sources: [0] }],
      [networkAction({ direction: "both" }), { sources: [0], peers: [2] }],
      [networkAction({ shape: bandwidth8 }), { sources: [0], peers: [2] }],
    ];
    const random = seededRandom(4);
    for (let round = 0; round < 3; round++) {
      const active = [];
      for (const [action, sides] of random.sample(actions, actions.length)) active.push(await inject(action, sides));
      for (const fault of random.sample(active, active.length)) await fault.revert();
      await Promise.all(active.map((fault) => fault.evidence()));
      expect(await rulesOfAll()).toEqual(before);
    }
  });

  it("a pod that is restarted into a new namespace gets its rules again", async () => {
    const active = await inject(networkAction({ shape: loss30, direction: "to" }), { sources: [0], peers: [1] });
    await active.evidence();
    const [netns = ""] = namespaces();
    const wanted = await systemNetfilter.rulesIn(netns);
    await pods.renew(0);
    const names = (lines: readonly string[]) => lines.filter((line) => /chaindrill/i.test(line));
    expect(names(await systemNetfilter.rulesIn(netns))).toEqual(names(wanted));
    expect(names(wanted).length).toBeGreaterThan(3);
    await active.revert();
    expect(failuresIn(await active.evidenceOfEnd())).toEqual([]);
  });
});
