import { describe, expect, it } from "vitest";
import { readRepositoryFile } from "../../testing/repository-files.ts";
import { loadAnyPlan } from "../load-any-plan.ts";
import type { PlanOverrides } from "../override-plan.ts";

const planFile = "scenarios/plans/test.plan.yaml";

function load(spec: string, overrides: PlanOverrides = {}) {
  const text = `apiVersion: chaindrill/v1alpha1\nkind: Plan\nmetadata: { name: test }\nspec: { kind: ab, plan: quick, ${spec} }\n`;
  const readFile = (file: string) => (file === planFile ? text : readRepositoryFile(file));
  return loadAnyPlan({ planFile, readFile, overrides });
}

function resolve(spec: string, overrides: PlanOverrides = {}) {
  const loaded = load(spec, overrides);
  if (!loaded.ok || loaded.value.kind !== "ab") throw new Error(JSON.stringify(loaded, null, 1));
  return loaded.value.plan;
}

describe("loadAbPlan", () => {
  it("fills in every default", () => {
    const { reference, candidate, ...rest } = resolve("");
    expect(rest).toEqual({
      name: "test",
      description: "",
      isAa: true,
      pairs: 10,
      seed: 1,
      alpha: 0.01,
      primary: [],
      floors: {},
      confirm: true,
      maxReplacements: 2,
      baseline: undefined,
      file: planFile,
    });
    expect(reference).toEqual({ label: "reference", settings: [], plan: candidate.plan, tools: {} });
    expect(candidate.plan.name).toBe("quick");
  });

  it("gives each side what was set on it, and says so in words", () => {
    const set = "set: { spec.measure: 30s, spec.load.reads.rate: 80/s, spec.objectives.rpo: { L1: 2 } }";
    const { reference, candidate, isAa } = resolve(
      `candidate: { cluster: clique-5, ${set}, tools: { geth: ../geth } }`,
    );
    expect(isAa).toBe(false);
    expect(candidate.settings).toEqual([
      "cluster: clique-5",
      "spec.measure: 30s",
      "spec.load.reads.rate: 80/s",
      'spec.objectives.rpo: {"L1":2}',
      "geth: ../geth",
    ]);
    expect(candidate.plan).toMatchObject({
      measureMs: 30_000,
      cluster: { name: "clique-5" },
      objectives: { rpo: { L1: 2 } },
    });
    const faster = expect.objectContaining({ rate: { kind: "constant", perSecond: 80 } });
    expect(candidate.plan.loads).toContainEqual(faster);
    expect(candidate.tools).toEqual({ geth: expect.stringMatching(/^\/.*\/scenarios\/geth$/) });
    expect(reference.plan).toMatchObject({ measureMs: 15_000, cluster: { name: "anvil-1" } });
  });

  it("is a comparison with itself when both sides are set alike", () => {
    const side = "{ set: { spec.measure: 5s } }";
    expect(resolve(`reference: ${side}, candidate: ${side}`).isAa).toBe(true);
  });

  it("takes a cluster's path relative to its own file, not to the plan that is run", () => {
    const { candidate } = resolve("candidate: { cluster: ../../fixtures/clusters/clique-4.cluster.yaml }");
    expect(candidate.plan.cluster.name).toBe("clique-4");
  });

  it("lets the command line change its own fields, and the sides' cluster where they have none", () => {
    const sets = { "spec.pairs": "3", "spec.candidate.label": "new" };
    const plan = resolve("candidate: { cluster: clique-5 }", { seed: 7, sets, cluster: "clique-4" });
    expect(plan).toMatchObject({ seed: 7, pairs: 3, candidate: { label: "new" } });
    expect([plan.reference, plan.candidate].map((side) => side.plan.cluster.name)).toEqual(["clique-4", "clique-5"]);
  });

  it("says where a wrong value came from that no file has", () => {
    const loaded = load("", { sets: { "spec.pairs": "many" }, cluster: "clique-6" });
    expect(loaded.ok ? [] : loaded.problems.map(({ path, message, hint }) => [path, message, hint])).toEqual([
      ["spec.pairs", 'expected a number, found "many"', "the value was given on the command line"],
    ]);
    const cluster = load("reference: {}", { cluster: "clique-6" });
    expect(cluster.ok ? [] : cluster.problems.map(({ file, path }) => [file, path])).toEqual([
      [planFile, "spec.candidate"],
      [planFile, "spec.reference"],
    ]);
  });
});
