import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../model/event.ts";
import { editEvents, simulatedRun } from "../../testing/run-builder.ts";
import { viewRun } from "../run-view.ts";
import { measureLoad } from "./measure-load.ts";

const missing = { name: "transfers", perSecond: 20, dropEvery: 4, senders: 1_000 };

function bottleneck(load: object = {}, edit: (event: RunEvent) => RunEvent = (event) => event): string | null {
  const view = viewRun(
    editEvents(
      simulatedRun()
        .transfers({ ...missing, ...load })
        .build(),
      edit,
    ),
  );
  const spec = view.run.plan.loads[0];
  if (spec === undefined) throw new Error("no load");
  return measureLoad(spec, view).result.bottleneck;
}

describe("nameBottleneck", () => {
  it("names nobody when the rate was met", () => {
    expect(bottleneck({ dropEvery: undefined })).toBeNull();
  });

  it("names the generator when it says so itself", () => {
    const complaining = (event: RunEvent) =>
      event.type === "load.finished" ? { ...event, complaint: "the corpus was used up" } : event;
    expect(bottleneck({}, complaining)).toBe("generator: the corpus was used up");
  });

  it("names the node when its pool takes no more", () => {
    const full = { dropEvery: undefined, rejectEvery: { count: 5, error: "txpool is full" } };
    expect(bottleneck(full)).toMatchInlineSnapshot(`"node: it refused 232 of 1160 transactions ("txpool is full")"`);
  });

  it("names the node when blocks are full", () => {
    const full = (event: RunEvent) => (event.type === "block.seen" ? { ...event, gasUsed: 29_990_000 } : event);
    expect(bottleneck({}, full)).toMatchInlineSnapshot(
      `"node: blocks are full (the median block uses 100 % of its gas limit)"`,
    );
  });

  it("names the machine when all its cores are busy", () => {
    const busy = (event: RunEvent) => (event.type === "machine.sampled" ? { ...event, machineCoresBusy: 1.96 } : event);
    expect(bottleneck({}, busy)).toMatchInlineSnapshot(
      `"machine: 2.0 of 2 cores busy (nodes 0.4, load 0.2, harness 0.1)"`,
    );
  });

  it("names the node when slow answers keep all VUs waiting", () => {
    expect(bottleneck({ latencyMs: 900, vus: 20 })).toMatchInlineSnapshot(
      `"node: answers took 900 ms (median), which keeps all 20 VUs waiting at this rate"`,
    );
  });

  it("names the node when its pool grows", () => {
    const growing = (event: RunEvent) =>
      event.type === "probe.sampled" && event.answered ? { ...event, pending: Math.round(event.atMs / 100) } : event;
    expect(bottleneck({}, growing)).toMatchInlineSnapshot(
      `"node: its pool grew by 10.0 pending transactions a second, 580 in 58.0 s"`,
    );
  });

  it("names whoever keeps a core busy", () => {
    const cores = (who: object) => (event: RunEvent) =>
      event.type === "machine.sampled" ? { ...event, machineCoresBusy: 1.3, ...who } : event;
    expect(bottleneck({}, cores({ loadCoresBusy: 1 }))).toMatchInlineSnapshot(
      `"generator: the load kept 1.0 of 2 cores busy"`,
    );
    expect(bottleneck({}, cores({ nodesCoresBusy: 1 }))).toMatchInlineSnapshot(
      `"node: the nodes kept 1.0 of 2 cores busy"`,
    );
  });

  it("names the generator when it dropped though answers were fast", () => {
    expect(bottleneck()).toMatchInlineSnapshot(
      `"generator: it dropped 290 of 1160 iterations though answers took only 8 ms (median)"`,
    );
  });

  it("names the network when nothing else explains it", () => {
    expect(bottleneck({ dropEvery: undefined, timeOutEvery: 5 })).toMatchInlineSnapshot(
      `"network: 928 of 1160 offered operations done, 0 dropped, and neither generator, node nor machine was at a limit"`,
    );
  });
});
