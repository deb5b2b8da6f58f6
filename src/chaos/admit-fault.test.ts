import { describe, expect, it } from "vitest";
import type { FaultAction, FaultSpec, Selection } from "../model/fault.ts";
import { containerKill, partition, podFailure, podKill, sampleSelector, selectNodes } from "../testing/sample-fault.ts";
import { openStage } from "./stage.fake.ts";

describe("a fault is refused, and nothing is touched,", () => {
  const unsupported: FaultAction = { kind: "unsupported", chaosKind: "NetworkChaos", action: "loss" };
  const signer = selectNodes("signer-3");
  const noSuch: Selection = { selector: sampleSelector({ labelSelectors: { app: "x" } }), mode: "fixed", value: "2" };

  const refusal = async (action: FaultAction, parts: Partial<FaultSpec> = {}) => {
    await using s = openStage();
    const result = await s.settle(s.start(action, parts));
    expect(s.cluster.calls).toEqual([]);
    expect(s.impaired.current).toEqual([]);
    expect(s.story()).toEqual([`fault.refused ${result.outcome === "refused" ? result.why : "no"}`]);
    return result.outcome === "refused" ? result.why : undefined;
  };

  it("when it is paused", async () => {
    expect(await refusal(podFailure(signer), { paused: true })).toMatchInlineSnapshot(
      `"paused by annotation experiment.chaos-mesh.org/pause: "true""`,
    );
  });
  it("when it is paused, also where Chaos Mesh would not heed that", async () => {
    expect(await refusal(podKill(signer), { paused: true })).toMatchInlineSnapshot(
      `"paused by annotation experiment.chaos-mesh.org/pause: "true" (which Chaos Mesh itself would ignore for a one-shot fault)"`,
    );
  });
  it("when the driver does not support it", async () => {
    expect(await refusal(unsupported)).toMatchInlineSnapshot(
      `"NetworkChaos/loss cannot be carried out by backend process: nothing stands between the nodes that could change what they send each other"`,
    );
  });
  it("when nothing is selected", async () => {
    expect(await refusal(podFailure(noSuch))).toMatchInlineSnapshot(
      `"no target has been selected: selector with mode fixed 2 chose no node ({"namespaces":["chain"],"labelSelectors":{"app":"x"}})"`,
    );
  });
  it("when no target of the partition is selected", async () => {
    expect(await refusal(partition({ from: signer, to: noSuch }))).toMatchInlineSnapshot(
      `"no target has been selected: target with mode fixed 2 chose no node ({"namespaces":["chain"],"labelSelectors":{"app":"x"}})"`,
    );
  });
  it("when the driver objects to the targets", async () => {
    expect(await refusal(containerKill(signer, ["besu"]))).toMatchInlineSnapshot(
      `"no container besu: signer-3 has geth"`,
    );
  });
  it("when a limit is exceeded", async () => {
    expect(await refusal(podFailure(signer), { durationMs: 120_000 })).toMatchInlineSnapshot(
      `"it would last 2 m 00 s; maxDuration allows 1 m 00 s"`,
    );
  });

  it("when the run is ending already", async () => {
    await using s = openStage();
    s.aborting.abort();
    expect(await s.start(podFailure(signer))).toMatchObject({ outcome: "refused" });
    expect(s.cluster.calls).toEqual([]);
  });

  it("when another fault leaves no room for it", async () => {
    await using s = openStage();
    const first = s.start(podFailure(selectNodes("signer-0", "signer-1")), { called: "first" });
    await s.clock.advance(100);
    const second = await s.start(podFailure(selectNodes("signer-3", "signer-4")), { called: "second" });
    expect(second).toMatchInlineSnapshot(`
      {
        "outcome": "refused",
        "why": "only signer-2 of role signer would stay healthy and connected while first goes on; keepHealthy asks for 2",
      }
    `);
    await s.settle(first);
  });
});
