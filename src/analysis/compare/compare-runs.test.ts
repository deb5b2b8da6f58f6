import { describe, expect, it } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { type Comparison, comparisonSchema } from "../../model/comparison.ts";
import type { Result } from "../../model/result.ts";
import {
  type SampleValue,
  sampleComparison,
  sampleRequest,
  sampleSide,
  sampleValues,
} from "../../testing/sample-comparison.ts";
import { LatencyHistogram } from "../latency-histogram.ts";
import { type ComparisonRequest, compareRuns, confirmWith } from "./compare-runs.ts";
import { defaultPolicy } from "./policy.ts";
import type { Side } from "./sides.ts";

type Values = Readonly<Record<string, readonly SampleValue[]>>;
const p50 = "load.transfers.inclusion.p50";
const rta = "rta.split.service";

const draw = (median: number, options: { seed: number; count?: number; deviation?: number }): number[] =>
  sampleValues(seededRandom(options.seed), { count: 10, deviation: 0.02, median, ...options });

const sides = (reference: Values, candidate: Values): { reference: Side; candidate: Side } => ({
  reference: sampleSide({ label: "reference", values: reference }),
  candidate: sampleSide({ label: "candidate", values: candidate }),
});

function compare(reference: Values, candidate: Values, changes: Partial<ComparisonRequest> = {}): Comparison {
  return compareRuns(sampleRequest({ ...sides(reference, candidate), ...changes }));
}

const metric = (comparison: Comparison, name = p50, batch = 0) =>
  comparison.batches[batch]?.metrics.find((one) => one.name === name);

describe("compareRuns", () => {
  it("finds a regression, and says how large and how sure", () => {
    const comparison = compare({ [p50]: draw(600, { seed: 1 }) }, { [p50]: draw(690, { seed: 2 }) });
    expect(comparison.verdict.status).toBe("regression");
    expect(metric(comparison)).toMatchObject({ status: "regression", severe: true, primary: true, floor: 0.05 });
    expect(metric(comparison)?.summary).toMatchInlineSnapshot(
      `"transfers inclusion p50: +16.3 % (98.1 % interval +13 % to +19 %); worse beyond chance (p < 0.0001) and beyond the floor of 5 %"`,
    );
    expect(comparison.verdict.summary).toMatchInlineSnapshot(
      `"1 of 1 primary metrics is worse: transfers inclusion p50 (a second batch of fresh runs has not confirmed it yet)"`,
    );
  });

  it("finds an improvement, the other way round", () => {
    const comparison = compare({ [p50]: draw(690, { seed: 1 }) }, { [p50]: draw(600, { seed: 2 }) });
    expect(comparison.verdict).toMatchInlineSnapshot(`
      {
        "status": "improvement",
        "summary": "1 of 1 primary metrics is better, and the others not worse by their floor: transfers inclusion p50",
      }
    `);
    expect(metric(comparison)?.summary).toMatchInlineSnapshot(
      `"transfers inclusion p50: -12.1 % (98.1 % interval -14.5 % to -9.98 %); better beyond chance (p < 0.0001) and beyond the floor of 5 %"`,
    );
  });

  it("shows that nothing got worse by the floor", () => {
    const comparison = compare({ [p50]: draw(600, { seed: 1 }) }, { [p50]: draw(602, { seed: 2 }) });
    expect(comparison.verdict).toMatchInlineSnapshot(`
      {
        "status": "no_regression",
        "summary": "1 of 1 primary metrics is shown not to be worse by its floor",
      }
    `);
    expect(metric(comparison)?.summary).toMatchInlineSnapshot(
      `"transfers inclusion p50: +1.43 % (98.1 % interval -1.37 % to +3.86 %); shown not to be worse by the floor of 5 %"`,
    );
  });

  it("says when runs differ too much to tell", () => {
    const comparison = compare(
      { [p50]: draw(600, { seed: 1, deviation: 0.2 }) },
      { [p50]: draw(600, { seed: 2, deviation: 0.2 }) },
    );
    expect(comparison.verdict.status).toBe("inconclusive");
    expect(metric(comparison)?.summary).toMatchInlineSnapshot(
      `"transfers inclusion p50: +11.5 % (98.1 % interval -15.7 % to +41.3 %); not worse beyond chance (p 0.2), but +41.3 % is not ruled out and the floor is 5 %"`,
    );
  });

  it("does not fail for a difference that is beyond chance but below the floor", () => {
    const comparison = compare(
      { [p50]: draw(600, { seed: 1, deviation: 0.03 }) },
      { [p50]: draw(624, { seed: 4, deviation: 0.03 }) },
      { policy: { ...defaultPolicy, alpha: 0.05 } },
    );
    expect(metric(comparison)?.status).toBe("inconclusive");
    expect(metric(comparison)?.summary).toMatchInlineSnapshot(
      `"transfers inclusion p50: +2.9 % (91 % interval +0.964 % to +5.7 %); worse beyond chance (p 0.022), but by less than the floor of 5 %"`,
    );
  });

  it("says when every run gave the same", () => {
    const same = draw(40, { seed: 1 }).map(() => 40);
    const comparison = compare({ "load.x.throughput": same }, { "load.x.throughput": same });
    expect(comparison.verdict.status).toBe("no_regression");
    expect(metric(comparison, "load.x.throughput")?.summary).toMatchInlineSnapshot(
      `"x throughput: no difference at all; every run gave the same"`,
    );
  });

  it("counts a lost rate as worse, and a share by its points", () => {
    const comparison = compare(
      { "load.x.throughput": draw(40, { seed: 1 }), "load.x.bad": draw(40, { seed: 1 }).map(() => 0) },
      { "load.x.throughput": draw(34, { seed: 2 }), "load.x.bad": draw(0.03, { seed: 3 }) },
    );
    expect(metric(comparison, "load.x.throughput")?.summary).toMatchInlineSnapshot(
      `"x throughput: -14.1 % (98.1 % interval -16.4 % to -12 %); worse beyond chance (p < 0.0001) and beyond the floor of 5 %"`,
    );
    expect(metric(comparison, "load.x.bad")?.summary).toMatchInlineSnapshot(
      `"x bad: +3 points (98.1 % interval +2.95 points to +3.09 points); worse beyond chance (p < 0.0001) and beyond the floor of 1 point"`,
    );
  });

  it("fails for recoveries that no longer come, without a mean of what did", () => {
    const never: SampleValue[] = draw(1, { seed: 1, count: 7 }).map(() => "censored");
    const comparison = compare(
      { [rta]: draw(3000, { seed: 1 }) },
      { [rta]: [...draw(3000, { seed: 2, count: 3 }), ...never] },
    );
    expect(metric(comparison, rta)).toMatchObject({
      status: "regression",
      severe: false,
      method: "fisher",
      effect: null,
      candidate: { censored: 7, median: null },
    });
    expect(metric(comparison, rta)?.summary).toMatchInlineSnapshot(
      `"rta split service: never within the time observed in 7 of 10 runs of the candidate, and in 0 of 10 of the reference; worse beyond chance (p 0.0015)"`,
    );
  });

  it("calls a metric invalid that one side no longer says", () => {
    const comparison = compare({ [p50]: draw(600, { seed: 1 }) }, { [p50]: draw(600, { seed: 1 }).map(() => null) });
    expect(comparison.verdict.status).toBe("invalid");
    expect(metric(comparison)?.summary).toMatchInlineSnapshot(
      `"transfers inclusion p50: no run of candidate says it (3 samples, too few)"`,
    );
  });

  it("does not pass with so few runs that it could not have failed", () => {
    const few = { [p50]: draw(600, { seed: 1, count: 3 }) };
    const comparison = compare(few, { [p50]: draw(900, { seed: 2, count: 3 }) });
    expect(comparison.verdict.status).toBe("invalid");
    expect(metric(comparison)?.summary).toMatchInlineSnapshot(
      `"transfers inclusion p50: 3 runs of the reference and 3 of the candidate say it, too few to show a regression at 0.01 over 1 metric: 5 of each would do"`,
    );
  });

  it("leaves invalid runs out, and says so", () => {
    const values = { [p50]: draw(600, { seed: 1 }) };
    const spoil = (result: Result, index: number): Result =>
      index === 4 ? { ...result, invalid: ["transfers dropped 3 iterations in the steady stretch"] } : result;
    const comparison = compareRuns(
      sampleRequest({
        reference: sampleSide({ label: "reference", values }),
        candidate: sampleSide({ label: "candidate", values: { [p50]: draw(602, { seed: 2 }) }, change: spoil }),
      }),
    );
    expect(metric(comparison)?.candidate.values).toHaveLength(9);
    expect(metric(comparison)?.paired?.pairs).toBe(9);
    expect(comparison.notes).toMatchInlineSnapshot(`
      [
        "10 pairs were planned; 10 runs of reference and 9 of candidate count.",
        "1 run of candidate did not count (run candidate-4: transfers dropped 3 iterations in the steady stretch).",
      ]
    `);
  });

  it("reports secondary metrics without letting them decide", () => {
    const steady = { [p50]: draw(600, { seed: 1 }) };
    const comparison = compare(
      { ...steady, "canary.inclusion.p50": draw(600, { seed: 3 }) },
      { [p50]: draw(602, { seed: 2 }), "canary.inclusion.p50": draw(900, { seed: 4 }) },
    );
    expect(metric(comparison, "canary.inclusion.p50")).toMatchObject({ primary: false, status: "regression" });
    expect(comparison.verdict.status).toBe("no_regression");
    expect(comparison.design.family).toBe(1);
  });

  it("notes that a paired test disagrees when a drift hid the difference", () => {
    const drift = (index: number) => 600 * 1.08 ** index;
    const reference = Array.from({ length: 10 }, (_, index) => drift(index));
    const comparison = compare({ [p50]: reference }, { [p50]: reference.map((value) => value * 1.1) });
    expect(metric(comparison)).toMatchObject({ status: "inconclusive", paired: { pairs: 10, agrees: false } });
    expect(metric(comparison)?.paired?.estimate).toBeCloseTo(1.1);
    expect(comparison.notes.join(" ")).toMatch(/paired test disagrees/);
  });

  it("warns of a stored reference, and lists what differs between the sides", () => {
    const reference = sampleSide({ label: "reference", values: { [p50]: draw(600, { seed: 1 }) } });
    const candidate = sampleSide({
      label: "candidate",
      values: { [p50]: draw(602, { seed: 2 }) },
      settings: ["period 2s"],
      change: (result) => ({ ...result, environment: { ...result.environment, clients: "geth 1.14.0" } }),
    });
    const design = { kind: "stored", pairs: null, seed: null } as const;
    const comparison = compareRuns(sampleRequest({ reference, candidate, design }));
    expect(comparison.differences).toMatchInlineSnapshot(`
      [
        {
          "candidate": "geth 1.14.0",
          "reference": "geth 1.13.15",
          "what": "clients",
        },
        {
          "candidate": "period 2s",
          "reference": "",
          "what": "settings",
        },
      ]
    `);
    expect(comparison.notes).toMatchInlineSnapshot(`
      [
        "The runs were only found: what differs between their nights is in the numbers, and a stored reference cries wolf.",
      ]
    `);
  });

  it("gives a document of its own schema, without infinities", () => {
    const comparison = sampleComparison();
    expect(comparisonSchema.parse(JSON.parse(JSON.stringify(comparison)))).toEqual(comparison);
    expect(comparison.verdict.status).toBe("regression");
  });
});

describe("the latencies of a comparison", () => {
  const latency = sampleComparison().batches[0]?.latencies.find(({ name }) => name === "load.transfers.inclusion");

  it("are merged over all runs of a side", () => {
    expect(LatencyHistogram.decode(latency?.reference ?? "").count).toBe(10 * 480);
  });

  it("tell how far the candidate lies from the reference at each decile, and in the mean", () => {
    expect(latency?.shift.map(({ decile }) => decile)).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
    for (const { referenceMs, candidateMs, lowMs, highMs } of latency?.shift ?? []) {
      expect(candidateMs / referenceMs).toBeCloseTo(1.12, 1);
      expect(lowMs).toBeLessThan(candidateMs - referenceMs);
      expect(highMs).toBeGreaterThan(candidateMs - referenceMs);
    }
    expect(latency?.areaMs).toBeGreaterThan(50);
    expect(latency?.meanDifferenceMs).toBeCloseTo(latency?.areaMs ?? 0, 0);
  });
});

describe("confirmWith", () => {
  const slow = { [p50]: draw(690, { seed: 2 }), [rta]: draw(3000, { seed: 5 }) };
  const first = compare({ [p50]: draw(600, { seed: 1 }), [rta]: draw(3000, { seed: 4 }) }, slow);
  const fresh = (candidate: Values) => ({
    ...sides({ [p50]: draw(600, { seed: 6 }), [rta]: draw(3000, { seed: 7 }) }, candidate),
    policy: defaultPolicy,
  });

  it("fails when the second batch shows the same", () => {
    const confirmed = confirmWith(first, fresh({ [p50]: draw(690, { seed: 8 }), [rta]: draw(3000, { seed: 9 }) }));
    expect(confirmed.verdict).toMatchInlineSnapshot(`
      {
        "status": "regression",
        "summary": "a second batch confirms it: 1 of 1 primary metrics is worse: transfers inclusion p50",
      }
    `);
    expect(confirmed.batches).toHaveLength(2);
  });

  it("asks only what regressed before: something else that is worse now was not in question", () => {
    const other = confirmWith(first, fresh({ [p50]: draw(600, { seed: 8 }), [rta]: draw(9000, { seed: 9 }) }));
    expect(metric(other, rta, 1)).toMatchObject({ primary: false, status: "regression" });
    expect(other.verdict).toMatchInlineSnapshot(`
      {
        "status": "inconclusive",
        "summary": "the first batch shows transfers inclusion p50 to be worse, and a second does not confirm it",
      }
    `);
  });

  it("does not call a second batch a pass that cannot be compared", () => {
    const empty = confirmWith(first, fresh({ [p50]: [null], [rta]: draw(3000, { seed: 9 }) }));
    expect(empty.verdict).toMatchInlineSnapshot(`
      {
        "status": "invalid",
        "summary": "the first batch shows transfers inclusion p50 to be worse, and the second cannot be compared",
      }
    `);
  });

  it("must not be asked without a regression", () => {
    const still = compare({ [p50]: draw(600, { seed: 1 }) }, { [p50]: draw(600, { seed: 2 }) });
    expect(() => confirmWith(still, fresh(slow))).toThrow(/no regression to confirm/);
  });
});
