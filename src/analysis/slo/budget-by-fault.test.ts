import { describe, expect, it } from "vitest";
import type { EventOf } from "../../model/event.ts";
import type { Slo } from "../../model/slo.ts";
import type { FaultWindow } from "../windows.ts";
import { budgetByFault } from "./budget-by-fault.ts";
import { countEvent, emptySeconds } from "./event-seconds.ts";

const dayMs = 86_400_000;
const slo: Slo = {
  name: "rpc",
  displayName: "RPC",
  source: { kind: "load", load: "reads", method: undefined },
  latencyMsMax: undefined,
  target: 0.999,
  budgeting: { kind: "occurrences" },
  periodMs: 28 * dayMs,
  file: "rpc.slo.yaml",
};

const fault = (name: string, { fromMs, toMs }: { fromMs: number | undefined; toMs: number }): FaultWindow => ({
  name,
  requested: fromMs === undefined ? undefined : ({ atMs: fromMs } as EventOf<"fault.requested">),
  active: undefined,
  reverted: undefined,
  refused: undefined,
  injectedAtMs: undefined,
  clearedAtMs: undefined,
  observedUntilMs: toMs,
});

const span = { fromMs: 0, toMs: 600_000 };
const faults = [
  fault("outage", { fromMs: 60_000, toMs: 300_000 }),
  fault("split", { fromMs: 300_000, toMs: 600_000 }),
  fault("never", { fromMs: undefined, toMs: 600_000 }),
];

/** Ten events a second, none of them good between two seconds. */
function seconds(bad: { from: number; to: number }) {
  const columns = emptySeconds(span);
  for (let atMs = 0; atMs < span.toMs; atMs += 100) {
    countEvent(columns, { atMs, good: atMs < bad.from * 1000 || atMs >= bad.to * 1000 });
  }
  return columns;
}

describe("budgetByFault", () => {
  // 99.9 % over 28 days is 40.32 minutes: an outage of 120 s spends 4.96 % (method 2.2, vector 8.13).
  it("charges an outage to the fault it came with, as the closed form says", () => {
    const [outage, split, ...others] = budgetByFault(seconds({ from: 70, to: 190 }), { slo, span, faults });
    expect(outage).toMatchObject({ fault: "outage", good: 1200, total: 2400 });
    expect(outage?.budgetSpent).toBeCloseTo(0.0496, 4);
    expect(split).toEqual({ fault: "split", good: 3000, total: 3000, budgetSpent: 0 });
    expect(others).toEqual([]);
  });

  it("shares what goes on from one fault into the next, and leaves out what was before the first", () => {
    const found = budgetByFault(seconds({ from: 0, to: 310 }), { slo, span, faults });
    expect(found.map(({ good, total }) => [total - good, total])).toEqual([
      [2400, 2400],
      [100, 3000],
    ]);
  });

  it("charges a bad time slice to the fault of its worst second, not to the one in which it ends", () => {
    const budgeting = { kind: "timeslices", windowMs: 300_000, sliceTarget: 0.99 } as const;
    const [late, early] = [
      fault("late", { fromMs: 200_000, toMs: 600_000 }),
      fault("early", { fromMs: 60_000, toMs: 200_000 }),
    ];
    const found = budgetByFault(seconds({ from: 100, to: 190 }), {
      slo: { ...slo, budgeting },
      span,
      faults: [early, late],
    });
    expect(found.map(({ fault: name, good, total }) => [name, total - good])).toEqual([
      ["early", 1],
      ["late", 0],
    ]);
  });

  it("charges whole seconds below a floor of throughput", () => {
    const floor = { ...slo, budgeting: { kind: "seconds", goodMin: 10 } } as const;
    const cut = { fromMs: 500, toMs: 599_500 };
    expect(budgetByFault(seconds({ from: 70, to: 190 }), { slo: floor, span: cut, faults })).toMatchObject([
      { fault: "outage", good: 120, total: 240 },
      { fault: "split", good: 299, total: 299 },
    ]);
    const [above] = budgetByFault(seconds({ from: 0, to: 0 }), { slo: { ...floor, exclusive: true }, span, faults });
    expect(above).toMatchObject({ good: 0, total: 240 });
  });

  it("knows no share where nothing was counted", () => {
    expect(budgetByFault(emptySeconds(span), { slo, span, faults })[0]?.budgetSpent).toBeNull();
  });
});
