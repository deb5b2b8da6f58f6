import { describe, expect, it } from "vitest";
import { ChaindrillError } from "../../base/errors.ts";
import type { AutocannonLoad, K6Load, Plan } from "../../model/plan.ts";
import { samplePlan } from "../../testing/sample-plan.ts";
import { searchedLoad, signingPlan, trialPlan } from "./trial-plan.ts";

const transfers: K6Load = {
  name: "transfers",
  engine: "k6",
  corpus: "transfers",
  script: "/scenarios/load/transfers.ts",
  rate: { kind: "ramping", startPerSecond: 10, stages: [] },
  vus: 20,
  generators: 1,
  batch: 1,
  settings: {},
  requestTimeoutMs: 5_000,
  relayDelayMs: 0,
  through: [],
};
const reads: AutocannonLoad = {
  name: "reads",
  engine: "autocannon",
  corpus: "none",
  connections: 4,
  pipelining: 1,
  mix: {},
  requestTimeoutMs: 5_000,
  relayDelayMs: 0,
  through: [],
};
const plan: Plan = { ...samplePlan(), loads: [reads, transfers] };
const search = { load: "transfers", startPerSecond: 50, measureMs: 30_000 };

const refusal = (given: Plan, name?: string) => {
  try {
    return searchedLoad(given, name);
  } catch (error) {
    return error instanceof ChaindrillError ? `${error.message} (${error.exitCode}). ${error.hint}` : error;
  }
};
const searchedIn = (made: Plan) => made.loads.find(({ name }) => name === "transfers");

describe("searchedLoad", () => {
  it("is the one that is named, or the first that has a rate", () => {
    expect(searchedLoad(plan, undefined)).toBe(transfers);
    expect(searchedLoad(plan, "transfers")).toBe(transfers);
  });

  it("refuses a load without a rate, and a plan without one", () => {
    expect(refusal(plan, "reads")).toMatchInlineSnapshot(
      `"expected a load of sample with a rate, found reads (3). Its loads with a rate: transfers."`,
    );
    expect(refusal({ ...plan, loads: [] })).toMatchInlineSnapshot(
      `"expected a load of sample with a rate, found none (3). Its loads with a rate: none."`,
    );
  });

  it("refuses a network that it cannot start anew for each trial", () => {
    const external = { nodes: [], allowed: true } as unknown as NonNullable<Plan["cluster"]["external"]>;
    expect(refusal({ ...plan, cluster: { ...plan.cluster, external } })).toMatchInlineSnapshot(
      `"clique-3 is an external network: every trial of a search needs a fresh one (3). Search on a cluster that is started for it, for instance with --cluster clique-5."`,
    );
  });
});

describe("trialPlan", () => {
  it("sets the rate of the searched load, leaves all others alone, and breaks nothing", () => {
    const made = trialPlan(plan, { ...search, perSecond: 75 });
    expect(searchedIn(made)).toMatchObject({ rate: { kind: "constant", perSecond: 75 }, vus: 500 });
    expect(made.loads[0]).toBe(reads);
    expect(made).toMatchObject({ kind: "benchmark", measureMs: 30_000, faults: [], checks: [] });
  });

  it("keeps arrivals at random times where the plan has them", () => {
    const poisson = { ...plan, loads: [{ ...transfers, rate: { kind: "poisson", perSecond: 9 } as const }] };
    expect(searchedIn(trialPlan(poisson, { ...search, perSecond: 75 }))).toMatchObject({
      rate: { kind: "poisson", perSecond: 75 },
    });
  });

  it.each([
    [50, 250],
    [51, 500],
    [100, 500],
    [142, 1000],
    [12.5, 63],
    [6.3, 63],
    [5, 50],
    [9_000, 1000],
  ])("at %d/s has %d users, as all rates up to the next one that a bracket tries", (perSecond, vus) => {
    expect(searchedIn(trialPlan(plan, { ...search, perSecond }))).toMatchObject({ vus });
  });
});

describe("signingPlan", () => {
  it("is one for all trials between two rates that a bracket tries", () => {
    const at = (perSecond: number) => signingPlan(plan, { ...search, perSecond });
    expect(at(142)).toEqual(at(200));
    expect(at(101)).toEqual(at(200));
    expect(at(100)).not.toEqual(at(101));
    expect(searchedIn(at(142))).toMatchObject({ rate: { perSecond: 200 }, vus: 1000 });
  });
});
