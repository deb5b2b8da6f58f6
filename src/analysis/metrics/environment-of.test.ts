import { describe, expect, it } from "vitest";
import type { Plan } from "../../model/plan.ts";
import type { RecordedRun } from "../../model/recorded-run.ts";
import { simulatedRun } from "../../testing/run-builder.ts";
import { environmentOf } from "./environment-of.ts";

const run: RecordedRun = simulatedRun()
  .transfers({ name: "transfers", perSecond: 4 })
  .fault({ name: "outage", kind: "pod-failure", targets: ["signer-0"], atMs: 20_000, forMs: 5_000 })
  .until(30_000)
  .build();

const scenario = (change: (plan: Plan) => Partial<Plan>) =>
  environmentOf({ header: run.header, plan: { ...run.plan, ...change(run.plan) } }).scenario;

describe("environmentOf", () => {
  it("says machine, backend, scenario, clients and harness in words", () => {
    const { scenario: text, ...rest } = environmentOf(run);
    expect(rest).toMatchInlineSnapshot(`
      {
        "backend": "process",
        "clients": "geth 1.13.15",
        "harness": "Chaindrill 0.2.0, Node 24.21.0, k6 1.8.1",
        "machine": "2 x simulated, 4 GiB, linux x64",
      }
    `);
    expect(text).toMatch(/^sample on clique-3, [0-9a-f]{8}$/);
  });

  it.each<[string, (plan: Plan) => Partial<Plan>]>([
    ["another seed", () => ({ seed: 99 })],
    ["another description", () => ({ description: "told differently" })],
    ["other objectives", () => ({ objectives: { rto: { serviceMs: 1, nodeMs: 1 }, rpo: { L1: 0 }, slos: [] } })],
    [
      "another place on disk",
      (plan) => ({
        loads: plan.loads.map((load) => ({
          ...load,
          ...(load.engine === "k6" ? { script: `/a/b/${load.script}` } : {}),
        })),
      }),
    ],
    [
      "a comment in a manifest",
      (plan) => ({ faults: plan.faults.map((fault) => ({ ...fault, spec: { ...fault.spec, text: "# x" } })) }),
    ],
    [
      "other clients",
      (plan) => ({
        cluster: {
          ...plan.cluster,
          nodes: plan.cluster.nodes.map((node) => ({ ...node, client: "anvil", container: "anvil" })),
        },
      }),
    ],
    [
      "keys in another order",
      (plan) => ({ cluster: Object.fromEntries(Object.entries(plan.cluster).reverse()) as unknown as Plan["cluster"] }),
    ],
    ["canaries through other nodes", (plan) => ({ canary: { ...plan.canary, through: [] } })],
  ])("%s is the same scenario", (_, change) => {
    expect(scenario(change)).toBe(environmentOf(run).scenario);
  });

  it.each<[string, (plan: Plan) => Partial<Plan>]>([
    [
      "another rate",
      (plan) => ({ loads: plan.loads.map((load) => ({ ...load, rate: { kind: "constant", perSecond: 5 } })) }),
    ],
    [
      "a longer fault",
      (plan) => ({ faults: plan.faults.map((fault) => ({ ...fault, spec: { ...fault.spec, durationMs: 6_000 } })) }),
    ],
    ["no fault", () => ({ faults: [] })],
    [
      "a slower chain",
      (plan) => ({ cluster: { ...plan.cluster, consensus: { kind: "clique", blockPeriodMs: 2_000 } } }),
    ],
    ["a relay in the link", (plan) => ({ loads: plan.loads.map((load) => ({ ...load, relayDelayMs: 5 })) })],
  ])("%s is another scenario", (_, change) => {
    expect(scenario(change)).not.toBe(environmentOf(run).scenario);
  });
});
