// A capacity search on a network whose capacity is known: blocks of half a second that hold 30 transfers take 60/s.

import path from "node:path";
import { describe, expect, it } from "vitest";
import { capacitySchema } from "../model/capacity.ts";
import { exists, writeAtomically } from "../platform/files.ts";
import { command } from "../testing/command.ts";
import { openPlaces } from "../testing/command-places.ts";
import { runDirectoriesIn } from "../testing/recorded-so-far.ts";
import { tracesOf } from "../testing/traces.ts";

const script = path.resolve(import.meta.dirname, "..", "..", "scenarios", "load", "transfers.ts");

const cluster = `apiVersion: chaindrill/v1alpha1
kind: Cluster
metadata: { name: small-blocks }
spec:
  chainId: 31337
  testnet: true
  consensus: { kind: dev, blockPeriod: 500ms }
  gasLimit: 630000
  nodes: [{ name: anvil, role: dev, client: anvil }]
`;
const plan = `apiVersion: chaindrill/v1alpha1
kind: Plan
metadata: { name: small }
spec:
  kind: benchmark
  cluster: ./small-blocks.cluster.yaml
  load: [{ name: transfers, script: ${script}, rate: 40/s }]
  steady: { for: 2s, within: 20s }
`;

describe("chaindrill capacity", () => {
  it("finds the capacity between its bounds, names the limit, and leaves nothing behind", {
    timeout: 330_000,
  }, async () => {
    await using places = await openPlaces();
    const planFile = path.join(places.root, "small.plan.yaml");
    await writeAtomically(path.join(places.root, "small-blocks.cluster.yaml"), cluster);
    await writeAtomically(planFile, plan);
    const search = ["--trial", "8s", "--precision", "2", "--slo", "p99=5s", "--out", places.runsDir, "--json"];
    const ended = await command(["capacity", planFile, ...search], { places, withinMs: 300_000 });
    expect({ code: ended.code, stderr: ended.stderr }).toMatchObject({ code: 0 });
    const { answer, trials } = capacitySchema.parse(JSON.parse(ended.stdout));
    expect(answer).toMatchObject({ kind: "found", low: 40, high: 80, limit: "gas-limit" });
    expect(trials.filter(({ wish }) => wish.purpose === "confirm").length).toBeGreaterThanOrEqual(2);
    const [dir = ""] = runDirectoriesIn(places.runsDir);
    expect(await exists(path.join(dir, "capacity.html"))).toBe(true);
    expect(await tracesOf(places)).toEqual([]);
  });
});
