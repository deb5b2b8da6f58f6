import { describe, expect, it } from "vitest";
import { cutOff } from "../../model/operation.ts";
import type { LoadResult, Result } from "../../model/result.ts";
import { sampleResult } from "../../testing/sample-result.ts";
import { judgeTrial, type PoolLook } from "./judge-trial.ts";

const criteria = { load: "transfers", quantile: "p99", sloMs: 2_000, blockPeriodMs: 500 } as const;
const rich = sampleResult();

/** The sample's transfers with these changes, in a run that ended like this. */
function judged(change: Partial<LoadResult> = {}, run: { endedHow?: string; pool?: readonly PoolLook[] } = {}) {
  const loads = rich.loads.map((load) => (load.name === criteria.load ? { ...load, ...change } : load));
  const result: Result = { ...rich, run: { ...rich.run, endedHow: run.endedHow ?? "completed" }, loads };
  return judgeTrial(result, { criteria, pool: run.pool ?? [] });
}

const outcomeOf = (...given: Parameters<typeof judged>) => {
  const { outcome } = judged(...given);
  return outcome.kind === "fail" ? `${outcome.reason}: ${outcome.why}` : outcome.kind;
};

const steady = { seconds: 12, offered: 480, achieved: 480, dropped: 0 };
const inclusionOf = (latency: object) => {
  const { inclusion } = rich.loads[0] ?? {};
  if (inclusion == null) throw new Error("the sample's first load has an inclusion latency");
  return { inclusion: { ...inclusion, steady: { ...inclusion.steady, ...latency } } };
};
/** Looks a second apart over the steady stretch. */
const growing = (perSecond: number): PoolLook[] =>
  Array.from({ length: 12 }, (_, second) => ({ atMs: second * 1000, pending: 10 + second * perSecond }));

describe("judgeTrial", () => {
  it("passes a rate that was met, included in time, with a pool that does not grow", () => {
    expect(judged({}, { pool: growing(0) })).toEqual({
      outcome: { kind: "pass" },
      measured: {
        seconds: 12,
        offeredPerSecond: 40,
        achievedPerSecond: 40,
        includedPerSecond: 40,
        p50Ms: 620,
        p95Ms: 1_120,
        p99Ms: 1_480,
        poolPerSecond: 0,
      },
    });
  });

  it.each<[string, Partial<LoadResult>]>([
    ["drops: 1 of 480 iterations were dropped", { steady: { ...steady, achieved: 479, dropped: 1 } }],
    ["errors: 5 of 480 operations were refused or not answered", { steady: { ...steady, achieved: 475 }, errors: [] }],
    [
      "errors: 5 of 480 operations were refused or not answered, mostly: pool is full",
      {
        steady: { ...steady, achieved: 475 },
        errors: [
          { error: "pool is full", count: 4 },
          { error: "refused", count: 1 },
        ],
      },
    ],
    // Those within the 2 s that are asked are excused; the others were late when the load was stopped.
    [
      "errors: 20 of 400 operations were refused or not answered",
      { steady: { ...steady, achieved: 380 }, errors: [{ error: cutOff, count: 100 }] },
    ],
    ["backlog: 475 of 480 transactions were included", inclusionOf({ count: 475 })],
    // Neither is much by itself; together they are more than one in a hundred.
    [
      "backlog: 474 of 480 transactions were included",
      { steady: { ...steady, achieved: 477 }, ...inclusionOf({ count: 474 }) },
    ],
    ["latency: p99 is 2.1 s, asked 2.0 s", inclusionOf({ p99: 2_100 })],
    ["latency: p95 is 2.1 s, asked 2.0 s", inclusionOf({ p99: null, p95: 2_100 })],
    [
      "generator-bound: the generator was the limit: it was starved",
      { bottleneck: { limit: "generator", sentence: "it was starved", evidence: [] } },
    ],
  ])("%s", (expected, change) => {
    expect(outcomeOf(change)).toBe(expected);
  });

  it.each([
    [1.9, "pass"],
    [2.1, "backlog: the pool grew by 25 transactions in 12 s"],
  ])("of a pool that grows by %d a second says %s", (perSecond, expected) => {
    expect(outcomeOf({}, { pool: growing(perSecond) })).toBe(expected);
  });

  it("holds nothing against a rate that was on its way when the load was stopped", () => {
    const errors = [{ error: cutOff, count: 20 }];
    const change = { steady: { ...steady, achieved: 460 }, errors, ...inclusionOf({ count: 460 }) };
    expect(outcomeOf(change)).toBe("pass");
    expect(outcomeOf({ ...change, errors: [] })).toContain("errors: 20 of 480");
  });

  it("names the generator where it kept a run from becoming steady", () => {
    const bottleneck: LoadResult["bottleneck"] = { limit: "generator", sentence: "it was starved", evidence: [] };
    const started = { offered: 500, started: 500, ok: 300, unknown: 200, bottleneck };
    expect(outcomeOf(started, { endedHow: "not-steady" })).toMatch(/^generator-bound: .* 300 of 500 operations done$/);
  });

  it("measures all of a run that did not become steady, without what stayed in the pool", () => {
    const { measured } = judged(
      { offered: 480, ok: 360, offeredPerSecond: 40 },
      { endedHow: "not-steady", pool: growing(10) },
    );
    expect(measured).toMatchObject({ seconds: 12, offeredPerSecond: 40, achievedPerSecond: 30, includedPerSecond: 20 });
    expect(judged({ offered: 480, ok: 360, offeredPerSecond: 40 }, { endedHow: "not-steady" }).measured).toBeNull();
  });

  it("leaves out of a pool's growth what comes between two blocks", () => {
    const slow = { criteria: { ...criteria, blockPeriodMs: 1000 }, pool: growing(3) };
    expect(judgeTrial(sampleResult(), slow).outcome.kind).toBe("pass");
  });

  it("takes a rate that is never reached for an answer, and a sick network for none", () => {
    const started = { offered: 500, started: 500, dropped: 0, rejected: 0, unknown: 0 };
    expect(outcomeOf({ ...started, ok: 300, unknown: 200 }, { endedHow: "not-steady" })).toBe(
      "not-steady: the run did not become steady: 300 of 500 operations done",
    );
    expect(outcomeOf({ ...started, ok: 500 }, { endedHow: "not-steady" })).toBe("invalid");
  });

  it.each(["interrupted", "aborted", "broken"])("of a run that was %s says nothing", (endedHow) => {
    expect(judged({}, { endedHow })).toEqual({
      outcome: { kind: "invalid", why: `the run was ${endedHow}` },
      measured: null,
    });
  });
});
