import { describe, expect, it } from "vitest";
import { seededRandom } from "../base/random.ts";
import type { FaultAction } from "../model/fault.ts";
import { fakeClusterSpec } from "../testing/fake-cluster.ts";
import { plannedAtOnce, podFailure, sampleFault, selectNodes } from "../testing/sample-fault.ts";
import { predictSources } from "./predict-sources.ts";

const { nodes } = fakeClusterSpec({ signers: 5, rpcNodes: 1 });
const predict = (action: FaultAction, paused = false) =>
  predictSources({ planned: plannedAtOnce(sampleFault(action, { paused })), nodes, random: seededRandom(1) });

describe("predictSources", () => {
  it("tells what the selector will choose", () => {
    expect(predict(podFailure(selectNodes("signer-2")))).toEqual(["signer-2"]);
  });
  it("expects nothing of a fault that will be refused", () => {
    expect(predict(podFailure(selectNodes("signer-2")), true)).toEqual([]);
    expect(predict({ kind: "unsupported", chaosKind: "IOChaos", action: "fault" })).toEqual([]);
  });
});
