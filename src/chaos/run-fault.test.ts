import { describe, expect, it } from "vitest";
import type { ActiveFault, FaultDriver, Selection } from "../model/fault.ts";
import {
  containerKill,
  partition,
  plannedAtOnce,
  podFailure,
  podKill,
  sampleFault,
  sampleSelector,
  selectNodes,
} from "../testing/sample-fault.ts";
import { predictSources } from "./predict-sources.ts";
import { openStage } from "./stage.fake.ts";

const split = partition({ from: selectNodes("signer-3"), to: selectNodes("signer-0", "signer-1") });

describe("the life of a fault", () => {
  it("is requested, active, and undone when its duration is over", async () => {
    await using s = openStage();
    const result = await s.settle(s.start(podFailure(selectNodes("signer-3", "signer-4"))));
    expect(result).toEqual({ outcome: "carried-out", how: "duration", bit: true, over: true });
    expect(s.story()).toEqual([
      "fault.requested",
      "fault.active asked 0 seen true 0",
      "fault.reverted asked 20000 seen true 20800 by duration",
    ]);
    expect(s.scope.emittedOf("fault.requested")[0]).toMatchObject({
      fault: "drill",
      faultType: "PodChaos/pod-failure",
      experiment: "pod-failure",
      targets: ["signer-3", "signer-4"],
      peers: [],
      durationMs: 20_000,
      support: "emulated",
      seed: 1,
    });
  });

  it("counts its duration from the request, not from the evidence", async () => {
    await using s = openStage();
    await s.settle(s.start(split, { durationMs: 5000 }));
    expect(s.story()).toEqual([
      "fault.requested",
      "fault.active asked 0 seen true 2",
      "fault.reverted asked 5000 seen true 5002 by duration",
    ]);
    expect(s.scope.emittedOf("fault.requested")[0]).toMatchObject({
      targets: ["signer-3"],
      peers: ["signer-0", "signer-1"],
    });
  });

  it("of one shot is over when the target is back, whatever duration it has", async () => {
    await using s = openStage();
    const result = await s.settle(s.start(podKill(selectNodes("signer-3")), { durationMs: 20_000 }));
    expect(result).toEqual({ outcome: "carried-out", how: "one-shot", bit: true, over: true });
    expect(s.story()).toEqual([
      "fault.requested",
      "fault.active asked 0 seen true 0",
      "fault.reverted asked 1800 seen true 1800 by one-shot",
    ]);
    expect(s.scope.emittedOf("fault.requested")[0]?.durationMs).toBeNull();
  });

  it("hits what was predicted from the seed", async () => {
    await using s = openStage();
    const two: Selection = { selector: sampleSelector(), mode: "fixed", value: "2" };
    const { nodes } = s.cluster.spec;
    const planned = plannedAtOnce(sampleFault(podFailure(two)), "drill");
    const predicted = predictSources({ planned, nodes, random: s.scope.random });
    await s.settle(s.start(podFailure(two)));
    expect(predicted).toHaveLength(2);
    expect(s.scope.emittedOf("fault.requested")[0]?.targets).toEqual(predicted);
  });

  it("counts its targets as impaired while it lasts, and no longer", async () => {
    await using s = openStage();
    const running = s.start(podFailure(selectNodes("signer-3")));
    await s.clock.advance(1000);
    expect(s.impaired.current).toEqual([{ kind: "down", fault: "drill", nodes: ["signer-3"] }]);
    await s.settle(running);
    expect(s.impaired.current).toEqual([]);
  });
});

describe("an aborted fault", () => {
  it("is undone at once", async () => {
    await using s = openStage();
    const running = s.start(podFailure(selectNodes("signer-3")));
    await s.clock.advance(3000);
    s.aborting.abort();
    expect(await s.settle(running)).toEqual({ outcome: "carried-out", how: "abort", bit: true, over: true });
    expect(s.story().at(-1)).toBe("fault.reverted asked 3000 seen true 3800 by abort");
  });

  it("is undone at once also when the run is interrupted", async () => {
    await using s = openStage();
    const running = s.start(split);
    await s.clock.advance(3000);
    s.scope.interrupt(new Error("Ctrl-C"));
    expect(await s.settle(running)).toMatchObject({ how: "abort", bit: true, over: true });
  });

  it("has its effect in the journal before its end, though nobody looked to the end", async () => {
    await using s = openStage("immortal");
    const running = s.start(podFailure(selectNodes("signer-3")));
    await s.clock.advance(1000);
    s.aborting.abort();
    expect(await s.settle(running)).toMatchObject({ how: "abort", bit: false });
    expect(s.story().map((line) => line.split(" ")[0])).toEqual(["fault.requested", "fault.active", "fault.reverted"]);
  });

  it("of one shot starts its target without waiting for the back-off", async () => {
    await using s = openStage();
    await s.settle(s.start(containerKill(selectNodes("signer-3"))));
    const again = s.start(containerKill(selectNodes("signer-3")));
    await s.clock.advance(2000);
    const abortedAtMs = s.clock.nowMs();
    s.aborting.abort();
    expect(await s.settle(again)).toMatchObject({ how: "abort", over: true });
    expect(s.clock.nowMs() - abortedAtMs).toBeLessThanOrEqual(850);
  });
});

describe("a fault that goes wrong", () => {
  it("did not bite when its effect was not seen", async () => {
    await using s = openStage("leaky-cut");
    expect(await s.settle(s.start(split))).toMatchObject({ bit: false, over: true });
  });

  it("still counts as impaired when its end was not seen", async () => {
    await using s = openStage("mute-after-start");
    expect(await s.settle(s.start(podFailure(selectNodes("signer-3"))))).toMatchObject({ bit: true, over: false });
    expect(s.impaired.current).toHaveLength(1);
  });

  it("is refused and undone when it cannot be carried out, and its nodes are in doubt", async () => {
    await using s = openStage("cannot-stop");
    const result = await s.settle(s.start(podFailure(selectNodes("signer-3"))));
    expect(result).toMatchInlineSnapshot(`
      {
        "outcome": "refused",
        "why": "it could not be carried out: signer-3 cannot be stopped",
      }
    `);
    expect(s.story()).toHaveLength(2);
    expect(s.cluster.calls.at(-1)).toBe("signer-3 start by=fault");
    expect(s.impaired.current).toHaveLength(1);
  });

  it("reports an undo that failed, and is not over", async () => {
    await using s = openStage("cannot-start");
    expect(await s.settle(s.start(podFailure(selectNodes("signer-3"))))).toMatchObject({ bit: true, over: false });
    expect(s.scope.emittedOf("fault.reverted")[0]?.evidence.observations[0]).toMatchInlineSnapshot(`
      {
        "asExpected": false,
        "expected": "done",
        "found": "signer-3 cannot be started",
        "what": "undo",
      }
    `);
  });

  it("is undone, unseen, when the driver fails at looking or hangs in its undo", async () => {
    await using s = openStage();
    let undos = 0;
    const active: ActiveFault = {
      targets: [],
      evidence: () => Promise.reject(new Error("no eyes")),
      revert: () => {
        undos += 1;
        return new Promise(() => {});
      },
      evidenceOfEnd: () => Promise.reject(new Error("no eyes")),
    };
    const driver: FaultDriver = { ...s.driver, inject: async () => active };
    const result = await s.settle(s.start(podFailure(selectNodes("signer-3")), { driver }));
    expect(result).toEqual({ outcome: "carried-out", how: "duration", bit: false, over: false });
    expect(undos).toBe(1);
    expect(s.scope.emittedOf("fault.reverted")[0]?.evidence.observations).toMatchInlineSnapshot(`
      [
        {
          "asExpected": false,
          "expected": "done",
          "found": "waited 30000 ms for the undo of drill",
          "what": "undo",
        },
        {
          "asExpected": false,
          "expected": "an observation",
          "found": "looking failed: no eyes",
          "what": "end of drill",
        },
      ]
    `);
  });
});
