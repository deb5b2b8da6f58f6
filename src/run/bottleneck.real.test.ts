// Bottlenecks that were planted, each named by a run that knows nothing of it. A run whose load never reaches its rate ends
// early; what held it back is said all the same.

import path from "node:path";
import { describe, expect, it } from "vitest";
import { systemClock } from "../base/clock.ts";
import { poll } from "../base/poll.ts";
import { readResult } from "../journal/read-result.ts";
import type { EventOf } from "../model/event.ts";
import type { Bottleneck } from "../model/result.ts";
import { writeAtomically } from "../platform/files.ts";
import { runProgram } from "../platform/processes.ts";
import { awaitEvent, startCommand } from "../testing/command.ts";
import { type CommandPlaces, openPlaces } from "../testing/command-places.ts";
import { limitCpu } from "../testing/cpu-quota.ts";
import { missingForPods } from "../testing/missing-for-pods.ts";
import { realTools } from "../testing/real-tools.ts";
import { runDirectoriesIn } from "../testing/recorded-so-far.ts";
import { processesOf } from "../testing/traces.ts";

const scripts = path.resolve(import.meta.dirname, "..", "..", "scenarios", "load");
const missing = missingForPods();

interface Planted {
  /** Of the cluster, after its kind. */
  readonly cluster: string;
  readonly load: string;
  readonly env?: (places: CommandPlaces) => Promise<Record<string, string>>;
  /** Once the nodes, or the load, have a process. */
  readonly plant?: (pids: {
    readonly node: number;
    readonly generator: () => Promise<number>;
  }) => Promise<AsyncDisposable>;
}

const anvil = "consensus: { kind: dev, blockPeriod: 500ms }, nodes: [{ name: node, role: dev, client: anvil }]";
const withinMs = 120_000;

/** Runs the plan, plants, and returns what the run says of its load. */
async function limitOf({ cluster, load, env, plant }: Planted): Promise<Bottleneck | undefined> {
  await using places = await openPlaces();
  const head = (kind: string) => `apiVersion: chaindrill/v1alpha1\nkind: ${kind}\nmetadata: { name: planted }\n`;
  const planFile = path.join(places.root, "planted.plan.yaml");
  await writeAtomically(
    path.join(places.root, "planted.cluster.yaml"),
    `${head("Cluster")}spec: { chainId: 31337, testnet: true, ${cluster} }\n`,
  );
  await writeAtomically(
    planFile,
    `${head("Plan")}spec: { kind: benchmark, cluster: ./planted.cluster.yaml, load: [{ name: planted, ${load} }], steady: { for: 2s, within: 12s }, measure: 6s }\n`,
  );
  const args = ["run", planFile, "--out", places.runsDir, "--json"];
  const started = await startCommand(args, places, await env?.(places));
  await using planted = await plantIn({ started, places, plant });
  await started.ended(withinMs);
  await planted?.[Symbol.asyncDispose]();
  const [runDir = ""] = runDirectoriesIn(places.runsDir);
  return readResult(runDir).loads[0]?.bottleneck;
}

async function plantIn(options: {
  started: Awaited<ReturnType<typeof startCommand>>;
  places: CommandPlaces;
  plant: Planted["plant"];
}): Promise<AsyncDisposable | undefined> {
  const { started, places, plant } = options;
  if (plant === undefined) return undefined;
  const is = (event: { type: string }) => event.type === "node.changed" && "state" in event && event.state === "ready";
  const { event } = await awaitEvent(started, { places, awaited: "the node to be ready", withinMs, is });
  return plant({ node: (event as EventOf<"node.changed">).pid ?? 0, generator: () => pidOfK6(places) });
}

/** The generator's process, which is there soon after the node's. */
function pidOfK6(places: CommandPlaces): Promise<number> {
  const wait = { clock: systemClock, awaited: "k6 to run", withinMs: 20_000, everyMs: 50 };
  return poll(wait, async () => {
    const k6 = (await processesOf(places)).find(({ command }) => /\/k6 run /.test(command));
    return k6 === undefined ? { notYet: "it does not" } : { done: k6.pid };
  });
}

describe("a planted bottleneck", { timeout: withinMs + 30_000 }, () => {
  it("small blocks are named as the gas limit", async () => {
    const load = `script: ${scripts}/transfers.ts, rate: 150/s`;
    expect(await limitOf({ cluster: `${anvil}, gasLimit: 1000000`, load })).toMatchObject({ limit: "gas-limit" });
  });

  it("a slow link is named as the network path", async () => {
    const load = `script: ${scripts}/reads.ts, rate: 100/s, vus: 10, relayDelay: 250ms`;
    expect(await limitOf({ cluster: `${anvil}, gasLimit: 30000000`, load })).toMatchObject({ limit: "network-path" });
  });

  it("a pool with little room is named as the pool", async () => {
    const cluster =
      "consensus: { kind: clique, blockPeriod: 2s }, gasLimit: 30000000, nodes: [{ name: node, role: signer, client: geth }]";
    const load = `script: ${scripts}/transfers.ts, rate: 150/s`;
    const env = async (places: CommandPlaces) => ({ CHAINDRILL_GETH: await gethWithSmallPool(places) });
    expect(await limitOf({ cluster, load, env })).toMatchObject({ limit: "pool" });
  });
});

describe.skipIf(missing !== undefined)(`a planted bottleneck of processors${missing ? ` (${missing})` : ""}`, () => {
  it("a starved generator is named as the generator", { timeout: withinMs + 30_000 }, async () => {
    const load = `script: ${scripts}/reads.ts, rate: 400/s, vus: 20`;
    const plant: Planted["plant"] = async ({ generator }) => limitCpu({ pid: await generator(), share: 0.05 });
    expect(await limitOf({ cluster: `${anvil}, gasLimit: 30000000`, load, plant })).toMatchObject({
      limit: "generator",
    });
  });

  it("a starved node is named as the node's processor", { timeout: withinMs + 30_000 }, async () => {
    const load = `script: ${scripts}/reads.ts, rate: 400/s, vus: 20`;
    const plant: Planted["plant"] = ({ node }) => limitCpu({ pid: node, share: 0.01 });
    expect(await limitOf({ cluster: `${anvil}, gasLimit: 30000000`, load, plant })).toMatchObject({
      limit: "node-cpu",
    });
  });
});

/** geth behind a script that makes its pool small, for senders of its own too; of an option that is given twice the last one counts. */
async function gethWithSmallPool(places: CommandPlaces): Promise<string> {
  const { geth } = await realTools();
  const file = path.join(places.root, "geth");
  const small =
    "--txpool.nolocals --txpool.globalslots 64 --txpool.accountslots 1 --txpool.globalqueue 16 --txpool.accountqueue 1";
  await writeAtomically(
    file,
    `#!/bin/sh\ncase "$1" in --config) exec ${geth} "$@" ${small};; *) exec ${geth} "$@";; esac\n`,
  );
  await runProgram({ command: "chmod", args: ["+x", file], timeoutMs: 5_000 });
  return file;
}
