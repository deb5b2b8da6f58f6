import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BurnRateAlert, Slo } from "../../model/slo.ts";
import { detectAfterMs, resetAfterMs } from "../stats/burn-rate.ts";
import type { EventSeconds } from "./event-seconds.ts";
import { sloAlerts } from "./slo-alerts.ts";

const hourMs = 3_600_000;
const fourWeeksMs = 28 * 24 * hourMs;
const page: BurnRateAlert = { severity: "page", longMs: hourMs, shortMs: 300_000, factor: 14.4, holdMs: 0 };

const slo: Slo = {
  name: "rpc",
  displayName: "RPC",
  source: { kind: "load", load: "reads", method: undefined },
  latencyMsMax: undefined,
  target: 0.999,
  budgeting: { kind: "occurrences" },
  periodMs: fourWeeksMs,
  file: "rpc.slo.yaml",
};

/** A thousand events a second, of which a share is bad between two seconds. */
function outage(options: { from: number; to: number; until: number; share?: number; firstSecond?: number }) {
  const { from, to, until, share = 1, firstSecond = 0 } = options;
  const total = new Float64Array(until).fill(1000);
  const good = total.map((count, second) => (second >= from && second < to ? count * (1 - share) : count));
  return { firstSecond, good, total };
}

const judge = (seconds: EventSeconds, alert: BurnRateAlert = page) =>
  sloAlerts(seconds, { ...slo, alerts: [alert] })[0];

// The closed forms of method 2.2, vector 8.13.
describe("sloAlerts", () => {
  it("fires 51.84 s into a full outage at 99.9 %, and resolves 295.68 s after its end", () => {
    expect(judge(outage({ from: 0, to: 400, until: 1000 }))).toMatchObject({
      firesAtMs: 51_840,
      resolvesAtMs: 400_000 + 295_680,
    });
  });

  it("fires 518.4 s into an outage of a tenth of the requests", () => {
    expect(judge(outage({ from: 0, to: 600, until: 1000, share: 0.1 }))?.firesAtMs).toBe(518_400);
  });

  it("must stay silent on a fault of 40 s, and says how near it came", () => {
    expect(judge(outage({ from: 10, to: 50, until: 400 }))).toMatchInlineSnapshot(`
      {
        "factor": 14.4,
        "firesAtMs": null,
        "longMs": 3600000,
        "note": "must stay silent: the budget burnt at most 11.1 times too fast over 1 h 00 m and 5 m 00 s, of the 14.4 that it takes",
        "resolvesAtMs": null,
        "severity": "page",
        "shortMs": 300000,
      }
    `);
  });

  it("does not say when it resolved if the events ended before", () => {
    const found = judge(outage({ from: 0, to: 120, until: 150, firstSecond: 30 }));
    expect(found).toMatchObject({ firesAtMs: 81_840, resolvesAtMs: null });
    expect(found?.note).toMatchInlineSnapshot(
      `"the budget burnt at most 33.3 times too fast over 1 h 00 m and 5 m 00 s, of the 14.4 that it takes; it was still on when the events ended"`,
    );
  });

  it("waits as long as the alert asks for", () => {
    const held = { ...page, holdMs: 60_000 };
    expect(judge(outage({ from: 0, to: 200, until: 900 }), held)?.firesAtMs).toBe(111_840);
    expect(judge(outage({ from: 0, to: 53, until: 900 }), { ...held, shortMs: 12_000 })).toMatchObject({
      firesAtMs: null,
      note: "must stay silent: the budget burnt at most 14.7 times too fast over 1 h 00 m and 12.0 s, of the 14.4 that it takes, but not for 1 m 00 s",
    });
  });

  it("judges the four alerts of the SRE workbook where the SLO has none of its own", () => {
    const found = sloAlerts(outage({ from: 0, to: 600, until: 2000 }), slo);
    expect(found.map(({ severity, factor, firesAtMs }) => [severity, Number(factor.toFixed(3)), firesAtMs])).toEqual([
      ["page", 13.44, 48_384],
      ["page", 5.6, 120_960],
      ["ticket", 2.8, 241_920],
      ["ticket", 0.933, 241_920],
    ]);
  });

  it("has nothing to say where nothing was counted", () => {
    expect(sloAlerts({ firstSecond: 0, good: new Float64Array(9), total: new Float64Array(9) }, slo)).toEqual([]);
  });

  it("agrees with the closed forms for any step and any windows", () => {
    const step = fc.record({
      share: fc.integer({ min: 2, max: 100 }).map((percent) => percent / 100),
      longSeconds: fc.integer({ min: 24, max: 2000 }),
      factor: fc.double({ min: 1, max: 15, noNaN: true }),
    });
    fc.assert(
      fc.property(step, ({ share, longSeconds, factor }) => {
        const alert = { ...page, longMs: longSeconds * 1000, shortMs: (longSeconds * 1000) / 12, factor };
        const closed = { alert: { ...alert, budgetShare: 0 }, target: 0.999, errorRatio: share };
        const found = judge(outage({ from: 0, to: longSeconds, until: 2 * longSeconds, share }), alert);
        expect(Math.abs((found?.firesAtMs ?? Number.NaN) - (detectAfterMs(closed) ?? Number.NaN))).toBeLessThan(1000);
        const resolvedAfterMs = (found?.resolvesAtMs ?? Number.NaN) - longSeconds * 1000;
        expect(Math.abs(resolvedAfterMs - (resetAfterMs(closed) ?? Number.NaN))).toBeLessThan(1000);
      }),
      { numRuns: 60 },
    );
  });

  it("burns as windows that are summed anew for every second do", () => {
    const run = fc.array(fc.record({ good: fc.nat(5), bad: fc.nat(3) }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(run, fc.integer({ min: 1, max: 20 }), (events, windowSeconds) => {
        const total = Float64Array.from(events, ({ good, bad }) => good + bad);
        const good = Float64Array.from(events, (one) => one.good);
        const alert = { ...page, longMs: windowSeconds * 1000, shortMs: windowSeconds * 1000, factor: 2 };
        const found = sloAlerts({ firstSecond: 0, good, total }, { ...slo, target: 0.9, alerts: [alert] })[0];
        const before = total.reduce((all, count) => all + count, 0) / total.length;
        const burning = events.map((_, second) => {
          const window = events.slice(Math.max(0, second + 1 - windowSeconds), second + 1);
          const bad = window.reduce((all, one) => all + one.bad, 0);
          const inRun = window.reduce((all, one) => all + one.good + one.bad, 0);
          const all = inRun + before * (windowSeconds - window.length);
          // Halves of a double's last digits decide when it is exactly twice; such cases prove nothing.
          return all > 0 && Math.abs(bad - 0.2 * all) > 1e-9 ? bad > 0.2 * all : undefined;
        });
        fc.pre(!burning.includes(undefined));
        const first = burning.indexOf(true);
        expect(found === undefined || found.firesAtMs === null ? -1 : Math.ceil(found.firesAtMs / 1000) - 1).toBe(
          first,
        );
      }),
      { numRuns: 100 },
    );
  });
});
