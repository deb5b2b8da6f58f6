import { describe, expect, it } from "vitest";
import type { Operation } from "../model/operation.ts";
import { createSecondSampler } from "./sample-seconds.ts";

const beganAtMs = 300;
const schedule = { countBefore: (elapsedMs: number) => (elapsedMs * 4) / 1000 };
const sampler = () => createSecondSampler({ load: "reads", schedule, beganAtMs });
const operation = (intendedAtMs: number, doneAtMs: number, outcome: "ok" | "unknown" = "ok"): Operation => ({
  kind: "read",
  index: 0,
  intendedAtMs,
  sentAtMs: intendedAtMs,
  doneAtMs,
  outcome,
  method: "eth_call",
});

describe("createSecondSampler", () => {
  it("counts a start in the second it was due, its outcome and latency in the second it was known", () => {
    const { started, add, samples } = sampler();
    for (const atMs of [300, 550, 800]) started(atMs);
    add({ kind: "dropped", index: 3, intendedAtMs: 1050 });
    add(operation(300, 310));
    add(operation(550, 590));
    add(operation(800, 2100, "unknown"));
    expect(samples(2300)).toEqual([
      {
        type: "load.sampled",
        load: "reads",
        fromMs: 300,
        toMs: 1300,
        offered: 4,
        started: 3,
        dropped: 1,
        ok: 2,
        rejected: 0,
        unknown: 0,
        latencyMsP50: 10,
        latencyMsP99: 40,
      },
      {
        type: "load.sampled",
        load: "reads",
        fromMs: 1300,
        toMs: 2300,
        offered: 4,
        started: 0,
        dropped: 0,
        ok: 0,
        rejected: 0,
        unknown: 1,
        latencyMsP50: 1300,
        latencyMsP99: 1300,
      },
    ]);
  });

  it("tells each second once, and what comes late in the next one", () => {
    const { add, samples } = sampler();
    expect(samples(1299)).toEqual([]);
    expect(samples(1300)).toMatchObject([{ ok: 0, latencyMsP50: null, latencyMsP99: null }]);
    add(operation(300, 310));
    expect(samples(2300)).toMatchObject([{ fromMs: 1300, ok: 1 }]);
    expect(samples(2300)).toEqual([]);
  });

  it("offers what was started and dropped where there is no schedule", () => {
    const { started, add, samples } = createSecondSampler({ load: "heads", schedule: undefined, beganAtMs });
    started(300);
    add({ kind: "dropped", index: 1, intendedAtMs: 400 });
    expect(samples(1300)).toMatchObject([{ offered: 2, started: 1, dropped: 1 }]);
  });
});
