import { describe, expect, it } from "vitest";
import { sampleBaseline } from "../../testing/sample-baseline.ts";
import type { SampleValue } from "../../testing/sample-comparison.ts";
import { rtoConfidence } from "./rto-confidence.ts";

const nights = (values: readonly (readonly SampleValue[])[], clients: readonly string[] = []) =>
  sampleBaseline(
    values.map((one, index) => ({
      metrics: { "rta.kill.service": { values: one } },
      ...(clients[index] !== undefined && { clients: clients[index] }),
    })),
  );
const ask = (baseline: ReturnType<typeof nights>) => rtoConfidence(baseline, { fault: "kill", rtoMs: 30_000 });

describe("rtoConfidence", () => {
  it.each([
    { count: 5, shown: 0.54928 },
    { count: 29, shown: 0.90186 },
    { count: 59, shown: 0.95049 },
  ])("shows $shown after $count recoveries without a miss", ({ count, shown }) => {
    const answer = ask(nights(Array.from({ length: count }, () => [12_000])));
    expect(answer).toMatchObject({ injected: count, within: count });
    expect(answer.shareAtLeast).toBeCloseTo(shown, 5);
  });

  it("counts a late recovery and one that never came as misses, and leaves out what is not known", () => {
    const answer = ask(nights([[10_000, 31_000], ["censored", null], [30_000]]));
    expect(answer).toMatchObject({ injected: 4, within: 2 });
  });

  it("begins anew when the clients change", () => {
    const answer = ask(nights([[1], [1], [1]], ["geth 1.13", "geth 1.14", "geth 1.14"]));
    expect(answer).toMatchObject({ injected: 2, within: 2, since: "2026-09-02T03:00:00.000Z" });
  });

  it("shows nothing of a fault that was never injected", () => {
    expect(rtoConfidence(nights([[1]]), { fault: "other", rtoMs: 1 })).toMatchObject({ injected: 0, shareAtLeast: 0 });
    expect(ask(sampleBaseline([]))).toMatchObject({ injected: 0, shareAtLeast: 0, since: null });
  });
});
