// The gate's error rates over runs that were really made: comparisons are drawn from them with a fixed seed.

import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { type MeasuredRun, runTrials } from "./trials.ts";

const file = path.resolve(import.meta.dirname, "../../fixtures/gate/short-on-anvil-1.json");
const { runs } = JSON.parse(readFileSync(file, "utf8")) as { runs: MeasuredRun[] };
const asked = { runs, size: 10, trials: 200, seed: 2 };

describe("the regression gate, over real runs", () => {
  it("has forty runs as they are and twenty with the planted delay", () => {
    const kinds = runs.map(({ kind }) => kind);
    expect([kinds.filter((kind) => kind === "as it is"), kinds.filter((kind) => kind === "planted")]).toMatchObject([
      { length: 40 },
      { length: 20 },
    ]);
  });

  it("calls at most one in a hundred comparisons of a build with itself a regression", () => {
    const { byStatus, trials } = runTrials({ ...asked, candidate: "as it is" });
    expect(byStatus.regression / trials).toBeLessThanOrEqual(0.01);
    expect(byStatus.invalid).toBe(0);
  });

  it("finds a slowdown of ten percent in nine of ten comparisons, where it was planted", () => {
    const { byStatus, trials, regressionsOf } = runTrials({ ...asked, candidate: "planted" });
    expect(byStatus.regression / trials).toBeGreaterThanOrEqual(0.9);
    expect([...regressionsOf.keys()]).toEqual(["load.transfers.inclusion.p50"]);
  });
});
