import { describe, expect, it } from "vitest";
import { signedKinds } from "../model/plan.ts";
import { readRepositoryFile } from "../testing/repository-files.ts";
import { loadPlan } from "./load-plan.ts";
import type { PlanOverrides } from "./override-plan.ts";

const header = "apiVersion: chaindrill/v1alpha1\nkind: Plan\nmetadata: { name: test }\n";
const planFile = "scenarios/plans/test.plan.yaml";
const outage = "../../chaos/pod/three-signers-fail.yaml";

function load(spec: string, overrides: PlanOverrides = {}) {
  const readFile = (file: string) => (file === planFile ? `${header}${spec}` : readRepositoryFile(file));
  return loadPlan({ planFile, readFile, overrides });
}

function resolve(spec: string, overrides: PlanOverrides = {}) {
  const loaded = load(spec, overrides);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems, null, 1));
  return loaded.value;
}

function messagesOf(spec: string, overrides: PlanOverrides = {}) {
  const loaded = load(spec, overrides);
  return (loaded.ok ? loaded.warnings : loaded.problems).map(({ path, message }) => `${path}: ${message}`);
}

const reads = (rest: string) =>
  `spec: { kind: benchmark, cluster: clique-5, load: [{ name: reads, script: ../load/reads.ts, ${rest} }] }`;

describe("loadPlan", () => {
  it("fills in every default", () => {
    const { cluster, ...plan } = resolve("spec: { kind: benchmark, cluster: clique-5 }");
    expect(cluster.name).toBe("clique-5");
    expect(plan).toEqual({
      name: "test",
      description: "",
      kind: "benchmark",
      backend: "process",
      seed: 1,
      loads: [],
      steady: { forMs: 10_000, withinMs: 60_000 },
      faults: [],
      measureMs: 20_000,
      limits: { maxTargets: 6, keepHealthy: undefined, maxDurationMs: 300_000 },
      recovery: { holdMs: 20_000, withinMs: 120_000 },
      objectives: { rto: { serviceMs: undefined, nodeMs: undefined }, rpo: {}, slos: [] },
      canary: { perSecond: 2, through: [], sloMs: 10_000 },
      probe: { everyMs: 250, timeoutMs: 1000 },
      minRateShare: 0.95,
      files: { plan: planFile, cluster: "fixtures/clusters/clique-5.cluster.yaml" },
    });
  });

  it.each([
    ["30s", 250],
    ["3s", 150],
    ["100ms", 20],
  ])("probes often enough for an RTO of %s: every %i ms", (service, everyMs) => {
    const spec = `spec: { kind: benchmark, cluster: clique-5, objectives: { rto: { service: ${service} } } }`;
    expect(resolve(spec).probe.everyMs).toBe(everyMs);
  });

  it("keeps an RPO of zero apart from one that is not asked for", () => {
    const spec = "spec: { kind: benchmark, cluster: clique-5, objectives: { rpo: { L2: 0 } } }";
    expect(resolve(spec).objectives.rpo).toStrictEqual({ L2: 0 });
  });

  it.each([
    ["rate: 1/s", 10],
    ["rate: 40/s", 100],
    ["rate: 40/s, requestTimeout: 4s", 200],
    ["rate: 3000/s", 400],
    ["rate: 3000/s, vus: 50", 50],
    ["rate: { start: 0/s, stages: [{ target: 80/s, for: 10s }, { target: 10/s, for: 5s }] }", 200],
  ])("gives a load with %s %i users", (rest, vus) => {
    expect(resolve(reads(rest)).loads[0]).toMatchObject({ vus });
  });

  it("makes stages of a spike, and leaves random arrivals as they are", () => {
    const spike = "rate: { spike: { base: 10/s, peak: 80/s, after: 5s, for: 2s } }";
    expect(resolve(reads(spike)).loads[0]).toMatchObject({
      rate: {
        kind: "ramping",
        startPerSecond: 10,
        stages: [
          { targetPerSecond: 10, durationMs: 5000 },
          { targetPerSecond: 80, durationMs: 0 },
          { targetPerSecond: 80, durationMs: 2000 },
          { targetPerSecond: 10, durationMs: 0 },
        ],
      },
      vus: 200,
    });
    expect(resolve(reads("rate: { poisson: 12/s }")).loads[0]).toMatchObject({
      rate: { kind: "poisson", perSecond: 12 },
    });
  });

  it("resolves a load: script to a whole path, corpus by the script's name, nodes by their role", () => {
    const [load] = resolve(reads("rate: 30/m")).loads;
    expect(load).toMatchObject({ corpus: "none", through: ["rpc-0"], rate: { kind: "constant", perSecond: 0.5 } });
    expect(load).toMatchObject({ script: expect.stringMatching(/^\/.*\/scenarios\/load\/reads\.ts$/) });
    expect(resolve(reads("rate: 1/s").replace("reads.ts", "transfers.ts")).loads[0]?.corpus).toBe("transfers");
    expect(resolve(reads("rate: 1/s, corpus: transfers")).loads[0]?.corpus).toBe("transfers");
  });

  it.each(signedKinds)("finds every kind of corpus by its script: %s", (kind) => {
    expect(resolve(reads("rate: 1/s").replace("reads.ts", `${kind}.ts`)).loads[0]?.corpus).toBe(kind);
  });

  it("passes what a load has under `with` on as settings, as text", () => {
    const [load] = resolve(reads("rate: 1/s, with: { RANGE: 200, ALLOW_WRITES: yes }")).loads;
    expect(load).toMatchObject({ settings: { RANGE: "200", ALLOW_WRITES: "yes" } });
  });

  it("refuses settings that the harness makes itself, each with where a plan says it", () => {
    expect(messagesOf(reads("rate: 1/s, with: { RATE: 5, RANGE: 200, SEED: 1 }"))).toEqual([
      "spec.load.0.with.RATE: expected settings of the script's own, found RATE: it is set by rate",
      "spec.load.0.with.SEED: expected settings of the script's own, found SEED: it is set by the plan's seed",
    ]);
  });

  it("orders faults by start", () => {
    const spec = `spec: { cluster: clique-5, faults: [
      { name: b, manifest: ${outage}, after: a }, { name: c, manifest: ${outage}, at: 90s }, { name: a, manifest: ${outage}, at: 0s }] }`;
    expect(resolve(spec).faults.map(({ name, start }) => ({ name, start }))).toEqual([
      { name: "a", start: { kind: "at", atMs: 0 } },
      { name: "b", start: { kind: "after", fault: "a" } },
      { name: "c", start: { kind: "at", atMs: 90_000 } },
    ]);
  });

  it("expands a Schedule for as long as the plan says, and a Workflow with its status checks", () => {
    const kills =
      "{ name: kills, manifest: ../../chaos/workflow/kill-a-signer-every-ten-seconds.yaml, at: 5s, for: 25s }";
    const storm = "{ name: storm, manifest: ../../chaos/workflow/outage-then-split.yaml, after: kills }";
    const { faults, checks } = resolve(`spec: { cluster: clique-5, faults: [${storm}, ${kills}] }`);
    expect(faults.map(({ spec, ...fault }) => ({ ...fault, durationMs: spec.durationMs }))).toEqual([
      { name: "kills/1", start: { kind: "at", atMs: 15_000 }, durationMs: undefined },
      { name: "kills/2", start: { kind: "at", atMs: 25_000 }, durationMs: undefined },
      { name: "storm/two-signers-fail", start: { kind: "after", fault: "kills" }, durationMs: 15_000 },
      {
        name: "storm/two-signers-cut-off",
        start: { kind: "after", fault: "kills", plusMs: 25_000 },
        waitsFor: [{ name: "storm/two-signers-fail", plusMs: 10_000 }],
        durationMs: 15_000,
      },
    ]);
    expect(checks).toMatchObject([
      { name: "storm/rpc-answers", start: { kind: "after", fault: "kills" }, deadlineMs: 45_000, aborts: true },
    ]);
  });

  it("leaves a plan without them as it was: a fault has its name and no parts", () => {
    const plan = resolve(`spec: { cluster: clique-5, faults: [{ name: a, manifest: ${outage}, at: 1s }] }`);
    expect(Object.keys(plan)).not.toContain("checks");
    expect(plan.faults.map(({ spec, ...fault }) => fault)).toEqual([{ name: "a", start: { kind: "at", atMs: 1000 } }]);
    expect(plan.faults[0]?.spec.name).toBe("three-signers-fail");
  });

  it("chooses one experiment of several by its name", () => {
    const manifest = "../../fixtures/broken/parts/two-experiments.yaml";
    const spec = `spec: { cluster: clique-5, faults: [{ name: a, manifest: ${manifest}, experiment: two, at: 0s }] }`;
    expect(resolve(spec).faults[0]?.spec.origin.document).toBe(1);
  });

  it("finds a cluster by path, beside the plan, and in the directory that comes with Chaindrill", () => {
    const cluster = readRepositoryFile("fixtures/clusters/anvil-1.cluster.yaml");
    const found = (reference: string, place: string) => {
      const files: Record<string, string | undefined> = {
        [place]: cluster,
        "/p/a.yaml": `${header}spec: { kind: benchmark, cluster: ${reference} }`,
      };
      return loadPlan({ planFile: "/p/a.yaml", readFile: (file) => files[file], clusterDir: "/built-in" }).ok;
    };
    expect(found("mine", "/p/mine.cluster.yaml")).toBe(true);
    expect(found("mine", "/fixtures/clusters/mine.cluster.yaml")).toBe(true);
    expect(found("anvil-1", "/built-in/anvil-1.cluster.yaml")).toBe(true);
    expect(found("../c.yaml", "/c.yaml")).toBe(true);
    expect(found("mine", "/elsewhere/mine.cluster.yaml")).toBe(false);
  });
});

describe("overrides of a plan", () => {
  it("replace backend, cluster and seed", () => {
    const plan = resolve("spec: { kind: benchmark, cluster: clique-5 }", {
      backend: "docker",
      cluster: "anvil-1",
      seed: 7,
    });
    expect(plan).toMatchObject({ backend: "docker", seed: 7, cluster: { name: "anvil-1" } });
    expect(messagesOf("spec: { kind: benchmark, cluster: clique-5 }", { backend: "dokcer" })).toEqual([
      'spec.backend: expected process, netns, docker, kubernetes or external, found "dokcer"',
    ]);
  });

  it.each([
    ["spec.load.0.rate", "80/s"],
    ["spec.load.reads.rate", "80/s"],
    ["spec.load", "[{ name: reads, script: ../load/reads.ts, rate: 80/s }]"],
  ])("set %s", (key, text) => {
    expect(resolve(reads("rate: 1/s"), { sets: { [key]: text } }).loads[0]).toMatchObject({
      rate: { kind: "constant", perSecond: 80 },
    });
  });

  it("set what the file does not mention", () => {
    expect(resolve(reads("rate: 1/s"), { sets: { "spec.steady.for": "3s" } }).steady.forMs).toBe(3000);
  });

  it.each([
    ["spec.sed", "7", 'spec.sed: expected no such key in spec, found "sed"'],
    ["seed", "7", 'seed: expected a field of the plan to set, found "seed": there is no seed'],
    [
      "spec.load.writes.rate",
      "1/s",
      'spec.load.writes.rate: expected a field of the plan to set, found "spec.load.writes.rate": there is no spec.load.writes',
    ],
    [
      "spec.load.3.rate",
      "1/s",
      'spec.load.3.rate: expected a field of the plan to set, found "spec.load.3.rate": there is no spec.load.3',
    ],
    [
      "spec.cluster.name",
      "x",
      'spec.cluster.name: expected a field of the plan to set, found "spec.cluster.name": there is no spec.cluster.name',
    ],
    [
      "spec.__proto__.polluted",
      "x",
      'spec.__proto__.polluted: expected a field of the plan to set, found "spec.__proto__.polluted": there is no spec.__proto__',
    ],
    ["spec.seed", "x", 'spec.seed: expected a number, found "x"'],
  ])("refuse --set %s=%s", (key, text, message) => {
    expect(messagesOf(reads("rate: 1/s"), { sets: { [key]: text } })).toEqual([message]);
  });
});

describe("a problem with a value from the command line", () => {
  it("says so, because the line that it points at shows another value", () => {
    const hintsOf = (overrides: PlanOverrides) => {
      const loaded = load(reads("rate: 1/s"), overrides);
      return loaded.ok ? [] : loaded.problems.map(({ hint }) => hint);
    };
    expect(hintsOf({ backend: "dokcer" })).toEqual([
      'did you mean "docker"? (the value was given on the command line)',
    ]);
    expect(hintsOf({ sets: { "spec.load.reads.vus": "none" } })).toEqual(["the value was given on the command line"]);
    expect(hintsOf({ sets: { seed: "7" } })).toEqual(['did you mean "spec.seed"?']);
  });
});

describe("canary nodes", () => {
  it("are left to the run, which knows whom the faults will hit", () => {
    expect(resolve("spec: { kind: benchmark, cluster: clique-5 }").canary.through).toEqual([]);
  });

  it("are those that the plan names", () => {
    const spec = "spec: { kind: benchmark, cluster: clique-5, canary: { through: [signer-4] } }";
    expect(resolve(spec).canary.through).toEqual(["signer-4"]);
  });
});
