import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../model/event.ts";
import { editEvents, simulatedRun } from "../../testing/run-builder.ts";
import { type RunView, viewRun } from "../run-view.ts";
import { measureLoad } from "./measure-load.ts";

const missing = { name: "transfers", perSecond: 20, dropEvery: 4, senders: 1_000 };

function bottleneck(load: object = {}, edit: (event: RunEvent) => RunEvent = (event) => event): string {
  const view = viewRun(
    editEvents(
      simulatedRun()
        .transfers({ ...missing, ...load })
        .build(),
      edit,
    ),
  );
  return judged(view);
}

function judged(view: RunView): string {
  const spec = view.run.plan.loads[0];
  if (spec === undefined) throw new Error("no load");
  const { limit, sentence } = measureLoad(spec, view).result.bottleneck;
  return `${limit}: ${sentence}`;
}

describe("nameBottleneck", () => {
  it("names nobody when the rate was met", () => {
    expect(bottleneck({ dropEvery: undefined })).toBe("none: the rate was met");
  });

  it("names the generator when it says so itself", () => {
    const complaining = (event: RunEvent) =>
      event.type === "load.finished" ? { ...event, complaint: "the corpus was used up" } : event;
    expect(bottleneck({}, complaining)).toBe("generator: the corpus was used up");
  });

  it("names the node when its pool takes no more", () => {
    const full = { dropEvery: undefined, rejectEvery: { count: 5, error: "txpool is full" } };
    expect(bottleneck(full)).toMatchInlineSnapshot(
      `"pool: the node refused 232 of 1160 transactions ("txpool is full")"`,
    );
  });

  it("names the node when blocks are full", () => {
    const full = (event: RunEvent) => (event.type === "block.seen" ? { ...event, gasUsed: 29_990_000 } : event);
    expect(bottleneck({}, full)).toMatchInlineSnapshot(
      `"gas-limit: blocks are full (the median block uses 100 % of its gas limit)"`,
    );
  });

  it("names the machine when all its cores are busy", () => {
    const busy = (event: RunEvent) => (event.type === "machine.sampled" ? { ...event, machineCoresBusy: 1.96 } : event);
    expect(bottleneck({}, busy)).toMatchInlineSnapshot(`"machine: 2.0 of 2 cores were busy"`);
  });

  it("names both the node and the path when answers are slow and nobody saw the node", () => {
    expect(bottleneck({ latencyMs: 900, vus: 20 })).toMatchInlineSnapshot(
      `"unknown: node-cpu or network-path: answers took 900 ms (median), which keeps all 20 VUs waiting at this rate, and nobody saw what the node did"`,
    );
  });

  it("names the node when its pool grows", () => {
    const growing = (event: RunEvent) =>
      event.type === "probe.sampled" && event.answered ? { ...event, pending: Math.round(event.atMs / 100) } : event;
    expect(bottleneck({}, growing)).toMatchInlineSnapshot(
      `"pool: the pool grew by 10.0 pending transactions a second, 580 in 58.0 s"`,
    );
  });

  it("names whoever keeps a core busy", () => {
    const cores = (who: object) => (event: RunEvent) =>
      event.type === "machine.sampled" ? { ...event, machineCoresBusy: 1.3, ...who } : event;
    expect(bottleneck({}, cores({ loadCoresBusy: 1 }))).toMatchInlineSnapshot(
      `"generator: the load kept 1.0 of 2 cores busy"`,
    );
    expect(bottleneck({}, cores({ nodesCoresBusy: 1 }))).toMatchInlineSnapshot(
      `"node-cpu: the nodes kept 1.0 of 2 cores busy"`,
    );
  });

  it("names the generator when it dropped though answers were fast", () => {
    expect(bottleneck()).toMatchInlineSnapshot(
      `"generator: it dropped 290 of 1160 iterations though answers took only 8 ms (median)"`,
    );
  });

  it("does not know when nothing explains it", () => {
    expect(bottleneck({ dropEvery: undefined, timeOutEvery: 5 })).toMatchInlineSnapshot(
      `"unknown: 928 of 1160 offered operations done, 0 dropped, and neither generator, node nor machine was at a limit"`,
    );
  });

  /** Every other look at the machine becomes one at a generator. */
  const starving = (change: object = {}) => {
    let looks = 0;
    return (event: RunEvent): RunEvent => {
      if (event.type !== "machine.sampled" || looks++ % 2 === 0) return event;
      const { seq, atMs, wallMs, source } = event;
      const starved = { coresBusy: 0.05, coresWaiting: 0.9, memoryMiB: 90, files: 60 };
      return { type: "generator.sampled", seq, atMs, wallMs, source, load: "transfers", ...starved, ...change };
    };
  };

  it("names a generator that waits for a processor, on a machine that has some to spare", () => {
    expect(bottleneck({}, starving())).toMatchInlineSnapshot(
      `"generator: it had 0.05 cores and waited for 0.90 more, on a machine with cores to spare"`,
    );
    expect(bottleneck({}, starving({ coresBusy: 0.5 }))).not.toContain("waited for");
    const full = (event: RunEvent) => {
      const edited = starving()(event);
      return edited.type === "machine.sampled" ? { ...edited, machineCoresBusy: 1.98 } : edited;
    };
    expect(bottleneck({}, full)).toContain("machine: ");
  });

  const nodes = (busy: number, waiting: number) => (event: RunEvent) =>
    event.type === "machine.sampled"
      ? {
          ...event,
          nodeCores: { "rpc-0": busy, "signer-0": 0.1 },
          nodeCoresWaiting: { "rpc-0": waiting, "signer-0": 0 },
        }
      : event;

  it("names the processor of the node that is busy, or that is kept from it", () => {
    expect(bottleneck({ latencyMs: 900, vus: 20 }, nodes(0.95, 0.1))).toMatchInlineSnapshot(
      `"node-cpu: rpc-0 had 0.95 cores and waited for 0.10 more"`,
    );
    expect(bottleneck({ latencyMs: 900, vus: 20 }, nodes(0.1, 0.6))).toMatchInlineSnapshot(
      `"node-cpu: rpc-0 had 0.10 cores and waited for 0.60 more"`,
    );
  });

  it("names the path when answers are slow and probes of the node are fast", () => {
    expect(bottleneck({ latencyMs: 900, vus: 20 }, nodes(0.1, 0))).toMatchInlineSnapshot(
      `"network-path: answers took 900 ms (median), which keeps all 20 VUs waiting at this rate, while probes of the same nodes took 3 ms"`,
    );
    const full = (event: RunEvent) => {
      const edited = nodes(0.1, 0.6)(event);
      return edited.type === "machine.sampled" ? { ...edited, machineCoresBusy: 1.98 } : edited;
    };
    expect(bottleneck({ latencyMs: 900, vus: 20 }, full)).toMatch(/^network-path: /);
  });

  it("names the path of slow reads only when the node idles, for a read may be far more work than a probe", () => {
    const view = viewRun(
      editEvents(
        simulatedRun()
          .reads({ ...missing, name: "reads", latencyMs: 900, vus: 20 })
          .build(),
        nodes(0.1, 0),
      ),
    );
    expect(judged(view)).toMatchInlineSnapshot(
      `"network-path: answers took 900 ms (median), which keeps all 20 VUs waiting at this rate, while rpc-0 had 0.10 cores and waited for 0.00 more"`,
    );
  });

  it("does not choose between a node and a generator that are both busy", () => {
    let looks = 0;
    const both = (event: RunEvent): RunEvent => {
      if (event.type !== "machine.sampled") return event;
      if (looks++ % 2 === 0) return nodes(0.95, 0)(event);
      const { seq, atMs, wallMs, source } = event;
      const busy = { coresBusy: 0.98, coresWaiting: 0, memoryMiB: 90, files: 60 };
      return { type: "generator.sampled", seq, atMs, wallMs, source, load: "transfers", ...busy };
    };
    expect(bottleneck({}, both)).toMatchInlineSnapshot(
      `"unknown: node-cpu or generator: rpc-0 had 0.95 cores and waited for 0.00 more, and the load kept 1.0 of 2 cores busy"`,
    );
  });

  it("names a harness that is late itself", () => {
    const late = (event: RunEvent): RunEvent => {
      if (event.type !== "machine.sampled") return event;
      const { seq, atMs, wallMs, source } = event;
      return { type: "harness.sampled", seq, atMs, wallMs, source, lagMsP99: 80, garbageShare: 0.1 };
    };
    expect(bottleneck({}, late)).toMatchInlineSnapshot(
      `"generator: the harness' event loop was 80 ms late (median of the 99th percentiles)"`,
    );
  });

  const throttled = (node: object) => {
    const starve = starving({ coresThrottled: 0.8 });
    return (event: RunEvent): RunEvent => {
      const edited = starve(event);
      return edited.type === "machine.sampled" ? { ...edited, machineCoresBusy: 1.98, ...node } : edited;
    };
  };

  it("names a generator that its cgroup holds back, on a full machine and at its rate, too", () => {
    expect(bottleneck({}, throttled({}))).toMatchInlineSnapshot(
      `"generator: it had 0.05 cores and waited for 0.90 more, kept from 0.80 by the limit of its cgroup"`,
    );
    expect(bottleneck({ dropEvery: undefined }, throttled({}))).toMatch(/^generator: it had 0.05 cores/);
  });

  it("names the machine when the same limit holds back generator and node", () => {
    const node = { nodeCores: { "rpc-0": 0.1 }, nodeCoresThrottled: { "rpc-0": 0.7 } };
    expect(bottleneck({}, throttled(node))).toMatchInlineSnapshot(
      `"machine: the generator had 0.05 cores and waited for 0.90 more, kept from 0.80 by the limit of its cgroup, and rpc-0 had 0.10 cores and waited for 0.00 more, kept from 0.70 by the limit of its cgroup"`,
    );
  });

  it("names a node that its cgroup holds back, on a full machine, too", () => {
    const held = (event: RunEvent) =>
      event.type === "machine.sampled"
        ? { ...event, machineCoresBusy: 1.98, nodeCores: { "rpc-0": 0.1 }, nodeCoresThrottled: { "rpc-0": 0.7 } }
        : event;
    expect(bottleneck({ latencyMs: 900, vus: 20 }, held)).toMatchInlineSnapshot(
      `"node-cpu: rpc-0 had 0.10 cores and waited for 0.00 more, kept from 0.70 by the limit of its cgroup"`,
    );
  });

  it("names the pool when all was accepted and more is left over with every block", () => {
    const growing = (event: RunEvent) =>
      event.type === "probe.sampled" && event.answered ? { ...event, pending: Math.round(event.atMs / 100) } : event;
    expect(bottleneck({ dropEvery: undefined }, growing)).toMatch(/^pool: /);
  });

  it("names what leaves transactions over although all were accepted", () => {
    const full = (event: RunEvent) => (event.type === "block.seen" ? { ...event, gasUsed: 29_990_000 } : event);
    expect(bottleneck({ dropEvery: undefined }, full)).toMatch(/^gas-limit: /);
  });
});
