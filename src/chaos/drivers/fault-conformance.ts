// What every driver must do with the faults that not all backends carry out. A test file says which it expects to be
// carried out, so that one which is refused by mistake fails the test instead of disappearing from it.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { present } from "../../base/assert.ts";
import type { Evidence, FaultAction, InjectRequest, Selection } from "../../model/fault.ts";
import type { ClusterNode } from "../../model/node.ts";
import { partition, sampleFault, selectNodes } from "../../testing/sample-fault.ts";
import {
  bandwidthOf,
  clockShift,
  cpuStress,
  delayOf,
  httpFault,
  lossOf,
  memoryStress,
  shaping,
} from "../../testing/sample-pod-faults.ts";
import type { ConformanceBench } from "./conformance.ts";

interface Case {
  readonly action: (one: Selection, other: Selection) => FaultAction;
  readonly withPeer: boolean;
}

const chance = (percent: number) => ({ percent, correlation: 0 });
const reorder = { percent: 25, correlation: 50, gap: 0 };
const toPeer = (shape: Parameters<typeof shaping>[0]): Case => ({
  action: (selection, target) => shaping(shape, { selection, target }),
  withPeer: true,
});
const ofAll = (shape: Parameters<typeof shaping>[0]): Case => ({
  action: (selection) => shaping(shape, { selection }),
  withPeer: false,
});
const onOne = (action: (one: Selection) => FaultAction): Case => ({ action, withPeer: false });

const cases = {
  "delay to a target": toPeer(delayOf(50, 10)),
  "delay both ways": {
    action: (selection, target) => shaping(delayOf(40), { selection, target, direction: "both" }),
    withPeer: true,
  },
  "delay of everything": ofAll(delayOf(50)),
  "delay with reorder": toPeer({ delay: { latencyMs: 40, jitterMs: 0, correlation: 0, reorder } }),
  loss: toPeer(lossOf(30)),
  duplicate: toPeer({ duplicate: chance(40) }),
  corrupt: toPeer({ corrupt: chance(20) }),
  rate: toPeer({ rateBytesPerSecond: 1_000_000 }),
  "bandwidth to a target": toPeer(bandwidthOf(1_000_000)),
  "bandwidth of everything": ofAll(bandwidthOf(1_000_000)),
  "partition from everything": onOne((from) => partition({ from, to: undefined })),
  "cpu stress": onOne((one) => cpuStress(one)),
  "memory stress": onOne((one) => memoryStress(one, 64 * 2 ** 20)),
  "clock ten minutes back": onOne((one) => clockShift(one, -600_000)),
  "http abort": onOne((one) => httpFault(one, { abort: true })),
  "http delay": onOne((one) => httpFault(one, { delayMs: 300 })),
  "http code": onOne((one) =>
    httpFault(one, {
      target: "Response",
      replace: { path: undefined, method: undefined, code: 503, body: undefined, queries: {}, headers: {} },
    }),
  ),
} satisfies Record<string, Case>;

export type ConformanceCase = keyof typeof cases;
export const conformanceCases = Object.keys(cases) as ConformanceCase[];

/** Declares the tests on one network that they share; faults that are not expected must be refused with a reason. */
export function declareFaultConformance(options: {
  open: () => Promise<ConformanceBench>;
  carriesOut: readonly ConformanceCase[];
}): void {
  describe("faults that not every backend carries out", () => {
    let opened: ConformanceBench | undefined;
    beforeAll(async () => {
      opened = await options.open();
    }, 120_000);
    afterAll(async () => {
      await opened?.[Symbol.asyncDispose]();
    }, 60_000);

    it.each(Object.entries<Case>(cases))("%s", { timeout: 60_000 }, async (name, wanted) => {
      const bench = present(opened, "the network");
      const request = requestOf(bench, wanted);
      const support = bench.driver.support(request.fault.action, bench.facts);
      if (!options.carriesOut.includes(name as ConformanceCase)) {
        expect(support).toMatchObject({ kind: "refused", why: expect.stringMatching(/\w+ \w+/) });
        return;
      }
      expect(support.kind === "refused" ? support.why : "carried out").toBe("carried out");
      expect(bench.driver.objection(request)).toBeUndefined();
      const active = await bench.settle(bench.driver.inject(request, bench.scope));
      expect(surprises(await bench.settle(active.evidence()))).toEqual([]);
      await bench.settle(active.revert());
      await bench.settle(active.revert());
      expect(surprises(await bench.settle(active.evidenceOfEnd()))).toEqual([]);
    });
  });
}

function requestOf(bench: ConformanceBench, wanted: Case): InjectRequest {
  const [source, peer] = [nodeAt(bench, 0), nodeAt(bench, 1)];
  const action = wanted.action(selectNodes(source.id), selectNodes(peer.id));
  const others = bench.cluster.nodes.filter((node) => node !== source && node !== peer);
  return { fault: sampleFault(action), sources: [source], peers: wanted.withPeer ? [peer] : [], others };
}

const nodeAt = (bench: ConformanceBench, index: number): ClusterNode =>
  present(bench.cluster.nodes[index], `node ${index}`);

/** What was not as expected, for people; evidence without any observation is a surprise of its own. */
function surprises({ observations, seen }: Evidence): string[] {
  const unexpected = observations
    .filter((one) => !one.asExpected)
    .map((one) => `${one.what}: expected ${one.expected}, found ${one.found}`);
  return unexpected.length > 0 || seen ? unexpected : ["nothing was observed"];
}
