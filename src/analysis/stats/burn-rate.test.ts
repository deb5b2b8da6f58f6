import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { present } from "../../base/assert.ts";
import {
  allowedFaultsPerPeriod,
  type BurnRateAlert,
  budgetMs,
  budgetSpentByOutage,
  burnRateAlerts,
  detectAfterMs,
  resetAfterMs,
} from "./burn-rate.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const fastPage = present(burnRateAlerts(30 * dayMs)[0], "the fastest alert");

/** The alert's state by its definition: both windows, integrated over an error ratio that is a step of a length. */
function isOn(alert: BurnRateAlert, at: { nowMs: number; outageMs: number; errorRatio: number; target: number }) {
  const ratioOver = (windowMs: number) => {
    const badMs = Math.max(0, Math.min(at.nowMs, at.outageMs) - Math.max(0, at.nowMs - windowMs));
    return (at.errorRatio * badMs) / windowMs;
  };
  const threshold = alert.factor * (1 - at.target);
  return ratioOver(alert.longMs) >= threshold && ratioOver(alert.shortMs) >= threshold;
}

describe("burnRateAlerts", () => {
  it.each([
    [30, [14.4, 6, 3, 1]],
    [28, [13.44, 5.6, 2.8, 0.9333333333]],
  ])("has the workbook's windows and the factors of a period of %d days", (days, factors) => {
    const alerts = burnRateAlerts(days * dayMs);
    expect(
      alerts.map(({ severity, longMs, shortMs, budgetShare }) => [severity, longMs, shortMs, budgetShare]),
    ).toEqual([
      ["page", hourMs, hourMs / 12, 0.02],
      ["page", 6 * hourMs, hourMs / 2, 0.05],
      ["ticket", dayMs, 2 * hourMs, 0.1],
      ["ticket", 3 * dayMs, 6 * hourMs, 0.1],
    ]);
    for (const [index, factor] of factors.entries()) expect(alerts[index]?.factor).toBeCloseTo(factor, 9);
  });

  it("fits the windows into a period that is shorter than the published ones", () => {
    const alerts = burnRateAlerts(hourMs);
    expect(alerts.map(({ longMs }) => longMs)).toEqual([5000, 30_000, 120_000, 360_000]);
    expect(alerts.map(({ factor }) => Math.round(factor * 1e9) / 1e9)).toEqual([14.4, 6, 3, 1]);
  });

  it("refuses a period of no time", () => {
    expect(() => burnRateAlerts(0)).toThrowErrorMatchingInlineSnapshot(
      `[InvariantError: internal error: an SLO period of 0 ms]`,
    );
  });
});

describe("closed forms", () => {
  it("finds a full outage at 99.9 % after 51.84 s, and one of a tenth after 518 s", () => {
    expect(detectAfterMs({ alert: fastPage, target: 0.999, errorRatio: 1 })).toBeCloseTo(51_840, 6);
    expect(detectAfterMs({ alert: fastPage, target: 0.999, errorRatio: 0.1 })).toBeCloseTo(518_400, 6);
  });

  it("ends the alert 295.68 s after a full outage", () => {
    expect(resetAfterMs({ alert: fastPage, target: 0.999, errorRatio: 1 })).toBeCloseTo(295_680, 6);
  });

  it("never finds errors that are rarer than the alert's threshold", () => {
    const step = { alert: fastPage, target: 0.999, errorRatio: 0.0143 };
    expect([detectAfterMs(step), resetAfterMs(step)]).toEqual([undefined, undefined]);
  });

  it("spends 4.96 % of four weeks at 99.9 % in an outage of two minutes", () => {
    const objective = { target: 0.999, periodMs: 28 * dayMs };
    expect(budgetMs(objective) / 60_000).toBeCloseTo(40.32, 9);
    expect(budgetSpentByOutage({ ...objective, durationMs: 120_000, errorRatio: 1 })).toBeCloseTo(0.0496, 4);
    expect(allowedFaultsPerPeriod({ ...objective, rtoMs: 120_000, errorRatio: 1 })).toBe(20);
  });

  it("refuses a target that leaves no budget and an error ratio that is none", () => {
    expect(() => budgetMs({ target: 1, periodMs: dayMs })).toThrowErrorMatchingInlineSnapshot(
      `[InvariantError: internal error: a target of 1 is outside [0, 1)]`,
    );
    expect(() => detectAfterMs({ alert: fastPage, target: 0.9, errorRatio: 0 })).toThrowErrorMatchingInlineSnapshot(
      `[InvariantError: internal error: an error ratio of 0 is outside (0, 1]]`,
    );
  });

  it("agrees with the windows themselves, a millisecond before and after each change", () => {
    const steps = fc.record({
      alert: fc.constantFrom(...burnRateAlerts(30 * dayMs)),
      target: fc.double({ min: 0.9, max: 0.9999, noNaN: true }),
      errorRatio: fc.double({ min: 0.01, max: 1, noNaN: true }),
      longer: fc.double({ min: 1, max: 20, noNaN: true }),
    });
    fc.assert(
      fc.property(steps, ({ longer, ...step }) => {
        const detectMs = detectAfterMs(step);
        if (detectMs === undefined) {
          const outageMs = 10 * step.alert.longMs;
          expect(isOn(step.alert, { ...step, nowMs: outageMs, outageMs })).toBe(false);
          return;
        }
        const outageMs = detectMs * longer + 10;
        const resetMs = present(resetAfterMs(step), "the end of an alert that began");
        const at = (nowMs: number) => isOn(step.alert, { ...step, nowMs, outageMs });
        expect([at(detectMs - 1), at(detectMs + 1)]).toEqual([false, true]);
        expect([at(outageMs + resetMs - 1), at(outageMs + resetMs + 1)]).toEqual([true, false]);
      }),
    );
  });
});
