import { describe, expect, it } from "vitest";
import type { RecordedRun } from "../model/recorded-run.ts";
import type { Slo } from "../model/slo.ts";
import { simulatedRun } from "../testing/run-builder.ts";
import { judgeSlo } from "./objectives/judge-slo.ts";
import { viewRun } from "./run-view.ts";
import { measureSlo } from "./slo.ts";

const availability: Slo = {
  name: "rpc.availability",
  displayName: "RPC availability",
  source: { kind: "load", load: "reads", method: undefined },
  latencyMsMax: undefined,
  target: 0.9,
  budgeting: { kind: "occurrences" },
  periodMs: 28 * 24 * 3_600_000,
  file: "rpc.slo.yaml",
};
const reads = (load: object = {}) =>
  simulatedRun()
    .reads({ name: "reads", perSecond: 10, ...load })
    .until(42_000);
const withSlo = (slo: Slo, builder = reads()) =>
  builder.plan({ objectives: { rto: { serviceMs: undefined, nodeMs: undefined }, rpo: {}, slos: [slo] } }).build();
const measure = (change: Partial<Slo>, builder = reads()) => {
  const slo = { ...availability, ...change };
  return measureSlo(slo, viewRun(withSlo(slo, builder)));
};

describe("measureSlo", () => {
  it("counts every request of the measured span", () => {
    expect(measure({})).toMatchObject({ good: 400, total: 400, share: 1, budgetSpent: 0 });
  });

  it.each([
    ["dropped", { dropEvery: 10 }],
    ["rejected", { rejectEvery: { count: 10, error: "no" } }],
    ["unanswered", { timeOutEvery: 10 }],
  ])("counts %s requests as bad", (_, load) => {
    expect(measure({}, reads(load))).toMatchObject({ good: 360, total: 400, share: 0.9 });
  });

  it("counts requests that were too slow as bad, from their intended start", () => {
    expect(measure({ latencyMsMax: 7 })).toMatchObject({ good: 0, total: 400 });
    expect(measure({ latencyMsMax: 8 })).toMatchObject({ good: 400 });
  });

  it("narrows to one method, but counts what was dropped before it had one", () => {
    const other = { kind: "load", load: "reads", method: "eth_call" } as const;
    expect(measure({ source: other })).toMatchObject({ total: 0, share: null, budgetSpent: null });
    expect(measure({ source: other }, reads({ dropEvery: 10 }))).toMatchObject({ good: 0, total: 40 });
  });

  // An outage of 120 s spends 4.96 % of the budget of 99.9 % over 28 days (method 2.2).
  it("spends the share of the period's budget that the closed form says", () => {
    const builder = simulatedRun().reads({ name: "reads", perSecond: 1, dropEvery: 1 }).until(122_000);
    expect(measure({ target: 0.999 }, builder).budgetSpent).toBeCloseTo(0.0496, 4);
  });

  it("counts canaries by their inclusion", () => {
    const halted = reads().halt({ fromMs: 20_000, toMs: 30_000 });
    const canary = measure({ source: { kind: "canary" }, latencyMsMax: 5_000 }, halted);
    expect(canary).toMatchObject({ good: 68, total: 80 });
    expect(measure({ source: { kind: "canary" } }, halted)).toMatchObject({ good: 80 });
  });

  it("counts slices that are good enough", () => {
    const budgeting = { kind: "timeslices", windowMs: 10_000, sliceTarget: 0.95 } as const;
    expect(measure({ budgeting, source: { kind: "canary" }, latencyMsMax: 5_000 })).toMatchObject({
      good: 5,
      total: 5,
    });
    const halted = reads().halt({ fromMs: 20_000, toMs: 30_000 });
    const found = measure({ budgeting, source: { kind: "canary" }, latencyMsMax: 5_000 }, halted);
    expect(found).toMatchObject({ good: 3, total: 5 });
  });
});

describe("judgeSlo", () => {
  const judgeRun = (run: RecordedRun, slo = availability) => {
    const view = viewRun(run);
    return judgeSlo(view, { slo, result: measureSlo(slo, view) });
  };
  const judge = (load: object) => judgeRun(withSlo(availability, reads(load)));

  it("passes at the target and fails below it", () => {
    expect(judge({ dropEvery: 10 })).toMatchInlineSnapshot(`
      {
        "evidence": [],
        "name": "slo.rpc.availability",
        "status": "pass",
        "summary": "RPC availability: asked >= 90 % of requests good, found 90 % (360 of 400), 0.001 % of the period's error budget spent",
      }
    `);
    expect(judge({ dropEvery: 9 }).summary).toMatchInlineSnapshot(
      `"RPC availability: asked >= 90 % of requests good, found 89 % (356 of 400), 0.001 % of the period's error budget spent"`,
    );
  });

  it("does not know when there was nothing to count", () => {
    const slo: Slo = { ...availability, source: { kind: "load", load: "reads", method: "eth_call" } };
    expect(judgeRun(withSlo(slo), slo)).toMatchObject({ status: "unknown" });
  });

  it("does not know when some of what was to be counted was not recorded, but does of canaries", () => {
    const run = withSlo(availability);
    const cut = { ...run, operations: new Map([["reads", (run.operations.get("reads") ?? []).slice(0, 399)]]) };
    expect(judgeRun(cut).summary).toMatchInlineSnapshot(
      `"RPC availability: asked >= 90 % of requests good, not known: 399 of the 400 operations of reads are recorded"`,
    );
    const slo: Slo = { ...availability, source: { kind: "canary" } };
    const canaries = withSlo(slo);
    expect(judgeRun({ ...canaries, operations: cut.operations }, slo)).toMatchObject({ status: "pass" });
  });
});
