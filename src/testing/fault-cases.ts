// One fault of every kind that not all backends carry out, on the first node of a network, some against the second.

import { present } from "../base/assert.ts";
import type { FaultAction, InjectRequest, Selection } from "../model/fault.ts";
import type { ClusterNode } from "../model/node.ts";
import { partition, sampleFault, selectNodes } from "./sample-fault.ts";
import {
  bandwidthOf,
  clockShift,
  cpuStress,
  delayOf,
  httpFault,
  lossOf,
  memoryStress,
  shaping,
} from "./sample-pod-faults.ts";

export interface FaultCase {
  readonly action: (one: Selection, other: Selection) => FaultAction;
  readonly withPeer: boolean;
}

const chance = (percent: number) => ({ percent, correlation: 0 });
const reorder = { percent: 25, correlation: 50, gap: 0 };
const toPeer = (shape: Parameters<typeof shaping>[0]): FaultCase => ({
  action: (selection, target) => shaping(shape, { selection, target }),
  withPeer: true,
});
const ofAll = (shape: Parameters<typeof shaping>[0]): FaultCase => ({
  action: (selection) => shaping(shape, { selection }),
  withPeer: false,
});
const onOne = (action: (one: Selection) => FaultAction): FaultCase => ({ action, withPeer: false });

/** By what they do. */
export const faultCases = {
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
} satisfies Record<string, FaultCase>;

export type FaultCaseName = keyof typeof faultCases;
export const faultCaseNames = Object.keys(faultCases) as FaultCaseName[];

/** The case as a driver would be asked for it on this network. */
export function requestOfCase(wanted: FaultCase, nodes: readonly ClusterNode[]): InjectRequest {
  const [source, peer] = [present(nodes[0], "a first node"), present(nodes[1], "a second node")];
  const action = wanted.action(selectNodes(source.id), selectNodes(peer.id));
  const others = nodes.filter((node) => node !== source && node !== peer);
  return { fault: sampleFault(action), sources: [source], peers: wanted.withPeer ? [peer] : [], others };
}
