import { describe, expect, it } from "vitest";
import type { Plan } from "../../model/plan.ts";
import { hostileText } from "../../testing/hostile-result.ts";
import { simulatedRun } from "../../testing/run-builder.ts";
import { samplePlan } from "../../testing/sample-plan.ts";
import { displayWidth } from "./display-width.ts";
import { applyEvent, atTime, initialLiveState, type LiveState } from "./live-state.ts";
import { renderLiveView } from "./live-view.ts";

const outage = simulatedRun({ signers: 5 })
  .transfers({ name: "transfers", perSecond: 4 })
  .fault({
    name: "outage",
    kind: "pod-failure",
    targets: ["signer-0", "signer-1", "signer-2"],
    atMs: 20_000,
    forMs: 10_000,
  })
  .build();

/** The state of the simulated run at a moment. */
const stateAt = (atMs: number): LiveState =>
  outage.events.filter((event) => event.atMs <= atMs).reduce(applyEvent, initialLiveState(outage.plan));

const linesOf = (text: string): string[] => text.split("\n");

describe("renderLiveView", () => {
  it("shows phase, nodes, loads, canary, faults and news", () => {
    expect(renderLiveView(stateAt(26_000), { columns: 90, rows: 40 })).toMatchInlineSnapshot(`
      "sample  faults 0:14  1 of 1 fault begun                                        0:26 in all

      node      height  peers
      signer-0       –      –  ✕ down
      signer-1       –      –  ✕ down
      signer-2       –      –  ✕ down
      signer-3      25      5  ✓
      signer-4      25      5  ✓
      rpc-0         25      5  ✓

      load       offered  achieved  dropped  p50  p99
      transfers      0/s       0/s        0    –    –

      canary  last 256 ms  p95 756 ms  ▂▁▂▁▂▁▂▁▂▁▂▁▂▁▂▁▂▁▂▁▂▁▂▁▂▁▂▁▂▁▂▁▂▁▂▁▂▁▂▁

      fault  outage  0:04 left  signer-0, signer-1, signer-2

        0:12  phase faults
        0:20  fault outage: PodChaos/pod-failure on signer-0, signer-1, signer-2 for 10.0 s
        0:20  signer-0 exited by a fault
        0:20  signer-1 exited by a fault
        0:20  signer-2 exited by a fault
        0:20  fault outage is on, seen from outside after 50 ms"
    `);
  });

  it("shows something before the first event", () => {
    expect(renderLiveView(initialLiveState(samplePlan()), { columns: 60, rows: 24 })).toMatchInlineSnapshot(`
      "sample  starting                                 0:00 in all

      node      height  peers
      signer-0       –      –  not seen yet
      signer-1       –      –  not seen yet
      signer-2       –      –  not seen yet
      rpc-0          –      –  not seen yet"
    `);
  });

  it.each([20, 40, 60, 80])("never wraps on a terminal of %i columns", (columns) => {
    const said = applyEvent(stateAt(26_000), {
      type: "note",
      text: `${hostileText} ${"块".repeat(80)}`,
      seq: 9_999,
      atMs: 26_000,
      wallMs: 0,
      source: "test",
    });
    for (const line of linesOf(renderLiveView(said, { columns, rows: 50 }))) {
      expect(displayWidth(line)).toBeLessThanOrEqual(columns);
    }
  });

  it.each([4, 10, 16, 24])("leaves the last of %i rows free and keeps the phase", (rows) => {
    const lines = linesOf(renderLiveView(stateAt(26_000), { columns: 80, rows }));
    expect(lines.length).toBeLessThan(rows);
    expect(lines[0]).toContain("faults");
  });

  it("names nodes in trouble first when not all of them fit", () => {
    const text = renderLiveView(stateAt(26_000), { columns: 80, rows: 15 });
    expect(linesOf(text).slice(2, 6)).toMatchInlineSnapshot(`
      [
        "node      height  peers",
        "signer-0       –      –  ✕ down",
        "signer-1       –      –  ✕ down",
        "signer-2       –      –  ✕ down",
      ]
    `);
  });

  it("marks a node that is behind and one that does not answer", () => {
    const sample = { type: "probe.sampled", seq: 1, atMs: 5_000, wallMs: 0, source: "test", askedAtMs: 4_000 } as const;
    const seenAt = { ...sample, answered: true, hash: "0x", peers: 2, syncing: false, pending: 0 } as const;
    const state = [
      { ...seenAt, node: "signer-0", height: 120 },
      { ...seenAt, node: "signer-1", height: 98 },
      { ...seenAt, node: "signer-2", height: 118, syncing: true },
      { ...sample, answered: false as const, node: "rpc-0", error: "timeout" },
    ].reduce(applyEvent, initialLiveState(samplePlan()));
    const lines = linesOf(renderLiveView(atTime(state, 12_000), { columns: 60, rows: 24 }));
    expect(lines.slice(2, 7)).toMatchInlineSnapshot(`
      [
        "node      height  peers",
        "signer-0     120      2  ✓",
        "signer-1      98      2  ! behind by 22 blocks",
        "signer-2     118      2  ! catching up",
        "rpc-0          –      –  ✕ no answer for 0:08: timeout",
      ]
    `);
  });

  it("colours through the style it is given", () => {
    const text = renderLiveView(stateAt(26_000), {
      columns: 80,
      rows: 24,
      style: (look, words) => `<${look}>${words}</>`,
    });
    expect(text).toContain("<red>✕ down</>");
    expect(text).toContain("<magenta>  outage</>");
  });
});

describe("applyEvent", () => {
  it("does not grow with the run", () => {
    const size = (state: LiveState): number => JSON.stringify({ ...state, plan: undefined }).length;
    const once = outage.events.reduce(applyEvent, initialLiveState(outage.plan));
    const thrice = [...outage.events, ...outage.events].reduce(applyEvent, once);
    expect(size(thrice)).toBeLessThan(size(once) * 1.2);
  });

  it("ignores names the plan does not have", () => {
    const plan: Plan = samplePlan();
    const before = initialLiveState(plan);
    const after = applyEvent(before, {
      type: "probe.sampled",
      node: "stranger",
      askedAtMs: 0,
      answered: false,
      error: "timeout",
      seq: 1,
      atMs: 0,
      wallMs: 0,
      source: "test",
    });
    expect(after).toEqual(before);
  });

  it("counts a second without answer from the first miss", () => {
    const miss = (askedAtMs: number) =>
      ({
        type: "probe.sampled",
        node: "rpc-0",
        askedAtMs,
        answered: false,
        error: "timeout",
        seq: 1,
        atMs: askedAtMs + 1_000,
        wallMs: 0,
        source: "test",
      }) as const;
    const state = [miss(3_000), miss(4_000)].reduce(applyEvent, initialLiveState(samplePlan()));
    expect(state.nodes.find((node) => node.id === "rpc-0")?.look).toEqual({
      answered: false,
      error: "timeout",
      sinceMs: 3_000,
    });
  });
});
