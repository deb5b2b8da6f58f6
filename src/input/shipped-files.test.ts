import { describe, expect, it } from "vitest";
import type { Plan } from "../model/plan.ts";
import { listRepositoryFiles, readRepositoryFile as readFile } from "../testing/repository-files.ts";
import { loadAnyPlan } from "./load-any-plan.ts";
import { validateFile } from "./validate-file.ts";

const list = async (dir: string) => listRepositoryFiles(dir, ".yaml");
const manifests = (
  await Promise.all(["http", "network", "pod", "stress", "time", "workflow"].map((dir) => list(`chaos/${dir}`)))
).flat();
const others = await Promise.all(
  ["fixtures/bottlenecks", "fixtures/clusters", "scenarios/plans", "scenarios/slo"].map(list),
);
const shipped = [...manifests, ...others.flat()];

const plans = await list("scenarios/plans");

/** Files that warn on purpose. */
const warned = ["fixtures/clusters/clique-4.cluster.yaml"];

describe("the files that come with Chaindrill", () => {
  it.each(shipped)("%s is valid", (file) => {
    const { kind, problems } = validateFile({ file, readFile });
    expect(kind).not.toBe("unknown");
    expect(problems.filter((problem) => problem.severity === "error" || !warned.includes(problem.file))).toEqual([]);
  });

  it.each(manifests)("%s can be used in a plan of clique-5, and is named after its file", (file) => {
    const isSchedule = readFile(file)?.includes("kind: Schedule");
    const fault = `{ name: it, manifest: ../../${file}, at: 0s${isSchedule ? ", for: 60s" : ""} }`;
    const cluster = file.endsWith("kill-anvil.yaml") ? "anvil-1" : "clique-5";
    const planFile = "scenarios/plans/it.plan.yaml";
    const plan = `{ apiVersion: chaindrill/v1alpha1, kind: Plan, metadata: { name: it }, spec: { cluster: ${cluster}, faults: [${fault}] } }`;
    const loaded = loadAnyPlan({ planFile, readFile: (path) => (path === planFile ? plan : readFile(path)) });
    expect(loaded.ok ? [] : loaded.problems).toEqual([]);
    expect(readFile(file)).toMatch(new RegExp(`\\bname: ${file.replace(/^.*\/|\.yaml$/g, "")}\\b`));
  });

  it.each(plans)("%s is named after its file and stays within its cluster", (planFile) => {
    const loaded = loadAnyPlan({ planFile, readFile });
    if (!loaded.ok) throw new Error("covered by the test above");
    const { kind, plan } = loaded.value;
    expect(planFile).toBe(`scenarios/plans/${plan.name}.plan.yaml`);
    for (const one of kind === "ab" ? [plan.reference.plan, plan.candidate.plan] : [plan]) expectWithinCluster(one);
  });
});

function expectWithinCluster({ loads, faults, canary, cluster, limits }: Plan): void {
  const ids = cluster.nodes.map((node) => node.id);
  for (const through of [canary.through, ...loads.map((load) => load.through)]) {
    expect(ids).toEqual(expect.arrayContaining([...through]));
  }
  expect(limits.maxTargets).toBeLessThanOrEqual(ids.length);
  expect(new Set(faults.map((fault) => fault.name)).size).toBe(faults.length);
}
