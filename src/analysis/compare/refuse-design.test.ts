import { describe, expect, it } from "vitest";
import type { Environment } from "../../model/result.ts";
import { sampleSide } from "../../testing/sample-comparison.ts";
import { defaultPolicy } from "./policy.ts";
import { refuseDesign, refusePlan, refuseSize } from "./refuse-design.ts";
import type { Side } from "./sides.ts";

const five = ["inclusion.p50", "inclusion.p99", "bad", "throughput", "submit.p50"].map((name) => `load.x.${name}`);

interface Runs {
  readonly count: number;
  readonly environment?: Partial<Environment>;
  readonly invalid?: readonly string[];
}

const side = (label: string, { count, environment = {}, invalid = [] }: Runs): Side =>
  sampleSide({
    label,
    values: Object.fromEntries(five.map((name) => [name, Array.from({ length: count }, () => 1)])),
    change: (result) => ({
      ...result,
      environment: { ...result.environment, ...environment },
      invalid: [...invalid],
    }),
  });

const refuse = (reference: Runs, candidate: Runs, options: object = {}) =>
  refuseDesign({
    kind: "stored",
    sides: { reference: side("reference", reference), candidate: side("candidate", candidate) },
    policy: defaultPolicy,
    ...options,
  });

describe("refuseDesign", () => {
  it("lets ten runs of each side be compared", () => {
    expect(refuse({ count: 10 }, { count: 10 })).toEqual([]);
  });

  it("refuses five of each over five metrics, which can never fail", () => {
    expect(refuse({ count: 5 }, { count: 5 })).toMatchInlineSnapshot(`
      [
        "5 runs of the reference and 5 of the candidate cannot show a regression over 5 metrics at 0.01, whatever they measure: at least 6 of each are needed",
      ]
    `);
    expect(refuse({ count: 6 }, { count: 6 })).toEqual([]);
  });

  it("refuses a side of which no run counts", () => {
    const invalid = ["the run did not complete (aborted)"];
    expect(refuse({ count: 10 }, { count: 3, invalid })).toMatchInlineSnapshot(`
      [
        "no run of candidate counts, of 3, all are invalid (the first: the run did not complete (aborted)): at least 6 are needed",
      ]
    `);
    expect(refuse({ count: 0 }, { count: 10 })).toMatchInlineSnapshot(`
      [
        "no run of reference counts, there is none: at least 6 are needed",
      ]
    `);
  });

  it("refuses runs of different machines and scenarios, unless that is allowed", () => {
    const other = { machine: "64 x Example CPU", scenario: "quick on anvil-1, 00000000" };
    expect(refuse({ count: 10 }, { count: 10, environment: other })).toMatchInlineSnapshot(`
      [
        "the sides differ in their machine: "2 cores, Example CPU, 24064 MiB, linux x64" and "64 x Example CPU"",
        "the sides differ in their scenario: "drill on clique-5, 4be1c07f" and "quick on anvil-1, 00000000"",
      ]
    `);
    const policy = { ...defaultPolicy, allowDifferent: ["machine", "scenario"] };
    expect(refuse({ count: 10 }, { count: 10, environment: other }, { policy })).toEqual([]);
  });

  it("lets a job compare two scenarios or backends, but not two machines", () => {
    const other = { scenario: "quick on anvil-1, 00000000", backend: "docker" };
    expect(refuse({ count: 10 }, { count: 10, environment: other }, { kind: "interleaved" })).toEqual([]);
    const moved = refuse({ count: 10 }, { count: 10, environment: { machine: "another" } }, { kind: "interleaved" });
    expect(moved).toHaveLength(1);
  });

  it("does not mind other clients or another harness: that is what a build changes", () => {
    expect(refuse({ count: 10 }, { count: 10, environment: { clients: "geth 2", harness: "k6 2" } })).toEqual([]);
  });

  it("refuses runs of one side that differ among themselves, also in a job", () => {
    const reference = side("reference", { count: 10 });
    const mixed = { ...reference, runs: reference.runs.map((run, index) => (index === 3 ? moved(run) : run)) };
    const sides = { reference: mixed, candidate: side("candidate", { count: 10 }) };
    const problems = refuseDesign({ kind: "interleaved", sides, policy: defaultPolicy });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^the runs of reference differ in their scenario: ".*" and "elsewhere"$/);
  });

  it("refuses a run that is on both sides, or twice on one", () => {
    const both = side("same", { count: 6 });
    const problems = refuseDesign({
      kind: "stored",
      sides: { reference: both, candidate: { ...both, runs: both.runs.slice(0, 1) } },
      policy: { ...defaultPolicy, alpha: 0.5 },
    });
    expect(problems[0]).toMatchInlineSnapshot(
      `"run same-0 is given more than once; every run counts once, on one side"`,
    );
  });

  it("refuses a glob that names no metric", () => {
    const policy = { ...defaultPolicy, primary: ["load.x.bad", "load.y.*"] };
    expect(refuse({ count: 10 }, { count: 10 }, { policy })).toMatchInlineSnapshot(`
      [
        "no metric of these runs is called load.y.*; there are load.x.inclusion.p50, load.x.inclusion.p99, load.x.bad, load.x.throughput, load.x.submit.p50",
      ]
    `);
  });
});

const moved = (run: Side["runs"][number]): Side["runs"][number] => ({
  ...run,
  result: { ...run.result, environment: { ...run.result.environment, scenario: "elsewhere" } },
});

describe("refusePlan", () => {
  it("refuses before the first run what could never fail", () => {
    expect(refusePlan({ pairs: 5, metricNames: five, policy: defaultPolicy })).toHaveLength(1);
    expect(refusePlan({ pairs: 6, metricNames: five, policy: defaultPolicy })).toEqual([]);
    expect(refusePlan({ pairs: 5, metricNames: five, policy: { alpha: 0.01, primary: ["*.bad"] } })).toEqual([]);
  });

  it("refuses a glob that will name nothing", () => {
    const problems = refusePlan({ pairs: 10, metricNames: [], policy: { alpha: 0.01, primary: ["x"] } });
    expect(problems).toEqual(["no metric of these runs is called x; there are none"]);
  });
});

it("refuseSize says how many pairs are needed", () => {
  expect(refuseSize({ reference: 3, candidate: 3, alpha: 0.01, metrics: 1 })).toMatchInlineSnapshot(
    `"3 runs of the reference and 3 of the candidate cannot show a regression over 1 metric at 0.01, whatever they measure: at least 5 of each are needed"`,
  );
});
