// A whole comparison: one node, and the same node behind a relay of known delay. Four pairs are the fewest of which one
// metric can be told to be worse with alpha of a twentieth.

import path from "node:path";
import { describe, expect, it } from "vitest";
import { comparisonSchema } from "../../model/comparison.ts";
import { writeAtomically } from "../../platform/files.ts";
import { command } from "../../testing/command.ts";
import { openPlaces } from "../../testing/command-places.ts";
import { tracesOf } from "../../testing/traces.ts";

const scenarios = path.resolve(import.meta.dirname, "..", "..", "..", "scenarios");

const run = `apiVersion: chaindrill/v1alpha1
kind: Plan
metadata: { name: brief }
spec:
  kind: benchmark
  cluster: anvil-1
  load: [{ name: transfers, script: ${scenarios}/load/transfers.ts, rate: 20/s }]
  steady: { for: 2s, within: 30s }
  measure: 5s
  probe: { every: 50ms }
`;

const comparison = `apiVersion: chaindrill/v1alpha1
kind: Plan
metadata: { name: near-and-far }
spec:
  kind: ab
  plan: brief
  pairs: 4
  alpha: 0.05
  confirm: false
  primary: ["load.transfers.submit.p50"]
  reference: { label: near }
  candidate: { label: far, set: { spec.load.transfers.relayDelay: 200ms } }
`;

describe("a plan of kind ab", () => {
  it("finds a planted delay, ends with 1, and leaves nothing behind", { timeout: 300_000 }, async () => {
    await using places = await openPlaces();
    const planFile = path.join(places.runsDir, "near-and-far.plan.yaml");
    await writeAtomically(path.join(places.runsDir, "brief.plan.yaml"), run);
    await writeAtomically(planFile, comparison);
    const out = path.join(places.runsDir, "out");
    const ended = await command(["run", planFile, "--out", out, "--json"], { places, withinMs: 280_000 });
    expect({ code: ended.code, stderr: ended.stderr }).toMatchObject({ code: 1 });
    const { verdict, batches } = comparisonSchema.parse(JSON.parse(ended.stdout));
    expect(verdict.status).toBe("regression");
    const judged = batches[0]?.metrics.find(({ name }) => name === "load.transfers.submit.p50");
    // The answer of a node nearby takes milliseconds: 200 ms there and 200 ms back are many times that.
    expect(judged).toMatchObject({ status: "regression", primary: true });
    expect(judged?.effect?.low).toBeGreaterThan(2);
    expect(await tracesOf(places)).toEqual([]);
  });
});
