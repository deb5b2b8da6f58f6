import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detectRecovery } from "./detect-recovery.ts";
import { mergeUnhealthy, type Unhealthy } from "./unhealthy.ts";

const bad = (fromS: number, toS: number, what = "no new block"): Unhealthy => ({
  fromMs: fromS * 1000,
  toMs: toS * 1000,
  what,
  resolutionMs: 1000,
  seqs: [],
});
const span = { fromMs: 10_000, toMs: 121_000 };

describe("detectRecovery", () => {
  // Test vector 8.14 of the method: unhealthy 10-34, healthy 35-41, unhealthy 42-43, healthy from 44 to 120.
  const vector = [bad(10, 35), bad(42, 44)];

  it("waits out a relapse when the hold is longer than the healthy stretch before it", () => {
    expect(detectRecovery(vector, { span, holdMs: 30_000 })).toMatchObject({
      kind: "recovered",
      impactAtMs: 10_000,
      recoveredAtMs: 44_000,
      unavailableMs: 27_000,
    });
  });

  it("takes the first healthy stretch when the hold is short, and still counts the relapse as unavailable", () => {
    expect(detectRecovery(vector, { span, holdMs: 5_000 })).toMatchObject({
      kind: "recovered",
      recoveredAtMs: 35_000,
      unavailableMs: 27_000,
    });
  });

  it("sees no impact where nothing was unhealthy, or only before the injection", () => {
    expect(detectRecovery([], { span, holdMs: 5_000 })).toEqual({ kind: "no-impact" });
    expect(detectRecovery([bad(1, 10)], { span, holdMs: 5_000 })).toEqual({ kind: "no-impact" });
  });

  it("counts an outage that was under way at the injection from the injection", () => {
    expect(detectRecovery([bad(5, 20)], { span, holdMs: 5_000 })).toMatchObject({ impactAtMs: 10_000 });
  });

  it("is censored when it was unhealthy to the end", () => {
    expect(detectRecovery([bad(12, 200)], { span, holdMs: 5_000 })).toMatchObject({
      kind: "censored",
      notBeforeMs: 121_000,
      note: "not recovered when observation ended 1 m 51 s after injection: no new block",
    });
  });

  it("is censored when the end came before the hold was over, and says how long it held", () => {
    expect(detectRecovery([bad(12, 111)], { span, holdMs: 20_000 })).toMatchObject({
      kind: "censored",
      notBeforeMs: 111_000,
      note: "healthy again for only 10.0 s of the 20.0 s asked when observation ended",
    });
  });

  it("recovers when the hold is met exactly at the end", () => {
    const detection = detectRecovery([bad(12, 101)], { span, holdMs: 20_000 });
    expect(detection).toMatchObject({ kind: "recovered", recoveredAtMs: 101_000 });
  });

  it("never dates a recovery earlier when asked to hold longer", () => {
    const outages = fc.array(fc.tuple(fc.nat(150), fc.nat(20)), { maxLength: 8 });
    fc.assert(
      fc.property(outages, fc.nat(40), fc.nat(40), (pairs, hold, more) => {
        const unhealthy = pairs.map(([fromS, forS]) => bad(fromS, fromS + forS));
        const at = (holdS: number) => {
          const detection = detectRecovery(unhealthy, { span, holdMs: holdS * 1000 });
          if (detection.kind === "no-impact") return 0;
          return detection.kind === "recovered" ? detection.recoveredAtMs : Number.POSITIVE_INFINITY;
        };
        expect(at(hold + more)).toBeGreaterThanOrEqual(at(hold));
      }),
    );
  });
});

describe("mergeUnhealthy", () => {
  it("joins what overlaps or touches, and names everything that was wrong", () => {
    expect(mergeUnhealthy([bad(20, 30), bad(15, 20), bad(25, 27, "canaries late"), bad(40, 50)], span)).toMatchObject([
      { fromMs: 15_000, toMs: 30_000, what: "no new block, canaries late" },
      { fromMs: 40_000, toMs: 50_000, what: "no new block" },
    ]);
  });

  it("leaves stretches that are in order, apart, and inside the span", () => {
    const outages = fc.array(fc.tuple(fc.nat(150), fc.nat(20)));
    fc.assert(
      fc.property(outages, (pairs) => {
        const merged = mergeUnhealthy(
          pairs.map(([fromS, forS]) => bad(fromS, fromS + forS)),
          span,
        );
        for (const [index, one] of merged.entries()) {
          expect(one.fromMs).toBeGreaterThanOrEqual(merged[index - 1]?.toMs ?? span.fromMs);
          expect(one.toMs).toBeGreaterThan(one.fromMs);
          expect(one.toMs).toBeLessThanOrEqual(span.toMs);
        }
      }),
    );
  });
});
