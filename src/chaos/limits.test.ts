import { describe, expect, it } from "vitest";
import { nodeId } from "../base/ids.ts";
import type { PlanLimits } from "../model/plan.ts";
import { fakeClusterSpec } from "../testing/fake-cluster.ts";
import type { Impairment } from "./impairment.ts";
import { checkLimits, type FaultDuration, healthyNodes } from "./limits.ts";

const cluster = fakeClusterSpec({ signers: 5, rpcNodes: 1 });
const signers = (...indices: number[]) => indices.map((index) => nodeId(`signer-${index}`));
const rpc = nodeId("rpc-0");
const wide: PlanLimits = { maxTargets: 99, keepHealthy: undefined, maxDurationMs: 60_000 };
const quorum: PlanLimits = { ...wide, keepHealthy: { role: "signer", atLeast: 3 } };

const down = (fault: string, ...indices: number[]): Impairment => ({ kind: "down", fault, nodes: signers(...indices) });
const split = (fault: string, sources: readonly string[], peers: readonly string[]): Impairment => ({
  kind: "split",
  fault,
  sides: [sources.map(nodeId), peers.map(nodeId)],
});
/** The example of the plans: two signers on one side, everybody else on the other. */
const split32 = split("split", signers(3, 4), [...signers(0, 1, 2), rpc]);

function check(options: {
  limits?: PlanLimits;
  targets: Impairment;
  alreadyImpaired?: readonly Impairment[];
  durationMs?: FaultDuration;
}) {
  const { limits = wide, targets, alreadyImpaired = [] } = options;
  const durationMs = "durationMs" in options ? options.durationMs : 20_000;
  const answer = checkLimits({ limits, cluster, targets, alreadyImpaired, durationMs });
  return answer.kind === "ok" ? "ok" : answer.why;
}

describe("maxDuration", () => {
  it("allows a fault that is exactly as long", () => {
    expect(check({ targets: down("a", 0), durationMs: 60_000 })).toBe("ok");
  });
  it("refuses a longer one", () => {
    expect(check({ targets: down("a", 0), durationMs: 60_001 })).not.toBe("ok");
    expect(check({ targets: down("a", 0), durationMs: 90_000 })).toMatchInlineSnapshot(
      `"it would last 1 m 30 s; maxDuration allows 1 m 00 s"`,
    );
  });
  it("refuses one that nothing would end", () => {
    expect(check({ targets: down("a", 0), durationMs: undefined })).toMatchInlineSnapshot(
      `"it has no duration, and maxDuration allows 1 m 00 s"`,
    );
  });
  it("does not apply to a one-shot fault", () => {
    expect(check({ targets: down("a", 0), durationMs: "one-shot" })).toBe("ok");
  });
});

describe("maxTargets", () => {
  const limits = { ...wide, maxTargets: 2 };
  it("allows so many nodes", () => {
    expect(check({ limits, targets: down("a", 0, 1) })).toBe("ok");
  });
  it("refuses one more", () => {
    expect(check({ limits, targets: down("a", 0, 1, 4) })).toMatchInlineSnapshot(
      `"it would hit 3 nodes (signer-0, signer-1, signer-4); maxTargets allows 2"`,
    );
  });
  it("counts the smaller side of a split, whichever is the source", () => {
    expect(check({ limits, targets: split32 })).toBe("ok");
    expect(check({ limits, targets: split("b", [...signers(0, 1, 2), rpc], signers(3, 4)) })).toBe("ok");
    expect(check({ limits: { ...wide, maxTargets: 1 }, targets: split32 })).toMatchInlineSnapshot(
      `"it would hit 2 nodes (signer-3, signer-4); maxTargets allows 1"`,
    );
  });
});

describe("keepHealthy", () => {
  it("allows what leaves just enough", () => {
    expect(check({ limits: quorum, targets: down("a", 0, 1) })).toBe("ok");
    expect(check({ limits: quorum, targets: split32 })).toBe("ok");
  });
  it("refuses an outage that leaves too few", () => {
    expect(check({ limits: quorum, targets: down("a", 0, 1, 2) })).toMatchInlineSnapshot(
      `"only signer-3, signer-4 of role signer would stay healthy and connected; keepHealthy asks for 3"`,
    );
  });
  it("counts the faults that are going on", () => {
    expect(check({ limits: quorum, targets: down("b", 2), alreadyImpaired: [down("a", 0, 1)] })).toMatchInlineSnapshot(
      `"only signer-3, signer-4 of role signer would stay healthy and connected while a goes on; keepHealthy asks for 3"`,
    );
  });
  it("counts a node that is down on the larger side of a split", () => {
    expect(check({ limits: quorum, targets: split32, alreadyImpaired: [down("a", 3)] })).toBe("ok");
    expect(check({ limits: quorum, targets: split32, alreadyImpaired: [down("a", 0)] })).toMatchInlineSnapshot(
      `"only signer-1, signer-2 of role signer would stay healthy and connected while a goes on; keepHealthy asks for 3"`,
    );
  });
  it("refuses when nothing of the role is left", () => {
    expect(check({ limits: quorum, targets: down("a", 0, 1, 2, 3, 4) })).toMatchInlineSnapshot(
      `"no node of role signer would stay healthy and connected; keepHealthy asks for 3"`,
    );
  });
  it("does not count nodes of other roles", () => {
    expect(check({ limits: quorum, targets: { kind: "down", fault: "a", nodes: [rpc, ...signers(0, 1)] } })).toBe("ok");
  });
});

describe("overlap", () => {
  it("refuses to take a node down that another fault holds down", () => {
    const alreadyImpaired = [down("first", 1, 2)];
    expect(check({ targets: down("second", 2, 3), alreadyImpaired })).toMatchInlineSnapshot(
      `"signer-2 is already taken down by fault first"`,
    );
  });
  it("allows to split off a node that is down", () => {
    expect(check({ targets: split32, alreadyImpaired: [down("first", 3)] })).toBe("ok");
  });
});

describe("healthyNodes", () => {
  const healthy = (...impairments: Impairment[]) => healthyNodes({ cluster, impairments, role: "signer" });

  it("are all without a fault", () => {
    expect(healthy()).toEqual(signers(0, 1, 2, 3, 4));
  });
  it("are those of the larger side", () => {
    expect(healthy(split32)).toEqual(signers(0, 1, 2));
  });
  it("are those of the largest side when two splits leave three", () => {
    const first = split("a", signers(0, 1), [...signers(2, 3, 4), rpc]);
    const second = split("b", signers(2), [...signers(0, 1, 3, 4), rpc]);
    expect(healthy(first, second)).toHaveLength(2);
  });
  it("stay connected through a node that the split does not name", () => {
    expect(healthy(split("a", signers(3, 4), signers(0, 1, 2)))).toHaveLength(5);
  });
  it("are separated when that node is down", () => {
    const impairments = [
      split("a", signers(3, 4), signers(0, 1, 2)),
      { kind: "down", fault: "b", nodes: [rpc] } as const,
    ];
    expect(healthy(...impairments)).toEqual(signers(0, 1, 2));
  });
});
