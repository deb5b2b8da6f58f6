// Starts an anvil of its own, as somebody else's network, and k6. A run is refused until it is allowed, funds its accounts
// within the budget, leaves the network as it found it, and the key that pays is nowhere to be found.

import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../base/clock.ts";
import { poll } from "../base/poll.ts";
import { seededRandom, uniqueToken } from "../base/random.ts";
import { leasePorts } from "../cluster/process/free-ports.ts";
import type { Result } from "../model/result.ts";
import { listFilesNow, readBytesIfThere, writeAtomically } from "../platform/files.ts";
import { killPid, startProcess } from "../platform/processes.ts";
import { createRpcClient, type RpcClient, resultOf } from "../platform/rpc.ts";
import { command } from "../testing/command.ts";
import { type CommandPlaces, openPlaces } from "../testing/command-places.ts";
import { realTools } from "../testing/real-tools.ts";
import { runDirectoriesIn } from "../testing/recorded-so-far.ts";

const home = path.resolve(import.meta.dirname, "..", "..");
/** The first of the accounts that every anvil makes rich; its key is in anvil's manual. */
const key = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const env = { FUNDING_KEY: `0x${key}` };

async function theirNetwork(): Promise<RpcClient> {
  const { anvil } = await realTools();
  const lease = await leasePorts({ count: 1, random: seededRandom(Number.parseInt(uniqueToken(), 16)) });
  const [port = 0] = lease.ports;
  await lease.release();
  const { pid, exited } = await startProcess({
    command: anvil,
    args: ["--port", String(port), "--block-time", "1", "--silent"],
  });
  onTestFinished(async () => {
    killPid(pid, "SIGKILL");
    await exited;
  });
  const client = createRpcClient({ url: `http://127.0.0.1:${port}`, timeoutMs: 2000, clock: systemClock });
  onTestFinished(() => client[Symbol.dispose]());
  await poll({ clock: systemClock, awaited: "anvil to answer", withinMs: 20_000, everyMs: 100 }, async () => ({
    done: resultOf(await client.call("eth_chainId", [])),
  }));
  return client;
}

const clusterText = (url: string, budget: string) => `
apiVersion: chaindrill/v1alpha1
kind: Cluster
metadata: { name: theirs }
spec:
  chainId: 31337
  testnet: true
  consensus: { kind: external, blockPeriod: 1s }
  gasLimit: 30000000
  confirmations: 2
  funding: { keyEnv: FUNDING_KEY, budget: ${budget} }
  nodes:
    - { name: node, role: dev, client: other, container: anvil, rpcUrl: "${url}" }
`;

const planText = (cluster: string, faults: string) => `
apiVersion: chaindrill/v1alpha1
kind: Plan
metadata: { name: theirs }
spec:
  kind: benchmark
  cluster: ${cluster}
  backend: external
  load: [{ name: transfers, script: ${home}/scenarios/load/transfers.ts, rate: 20/s, vus: 5 }]
  faults: [${faults}]
  steady: { for: 2s, within: 60s }
  measure: 5s
  objectives: { rpo: { L0: 0 } }
`;

async function write(
  places: CommandPlaces,
  options: { url: string; budget?: string; faults?: string },
): Promise<string> {
  const { url, budget = "100eth", faults = "" } = options;
  const token = uniqueToken();
  const cluster = path.join(places.root, `${token}.cluster.yaml`);
  await writeAtomically(cluster, clusterText(url, budget));
  const plan = path.join(places.root, `${token}.plan.yaml`);
  await writeAtomically(plan, planText(cluster, faults));
  return plan;
}

describe("a network that is not ours", () => {
  it("is asked and sent to, once it is allowed, and nothing else", { timeout: 300_000 }, async () => {
    const places = await openPlaces();
    onTestFinished(() => places[Symbol.asyncDispose]());
    const client = await theirNetwork();
    const run = async (plan: string, ...more: string[]) => {
      const args = ["run", plan, "--json", "--beside", "--out", places.runsDir, ...more];
      return command(args, { places, withinMs: 120_000, env });
    };
    const plan = await write(places, client);

    const unasked = await run(plan);
    expect(unasked.stderr).toContain("chain 31337 of theirs was not allowed; nothing was sent");
    expect(unasked.code).toBe(3);

    const kill = `{ name: kill, manifest: ${home}/chaos/pod/kill-anvil.yaml, at: 1s }`;
    const faulty = await run(await write(places, { ...client, faults: kill }), "--allow-chain", "31337");
    expect(faulty.stderr).toContain("the network was not started here");
    expect(faulty.code).toBe(4);

    const poor = await run(await write(places, { ...client, budget: "7gwei" }), "--allow-chain", "31337");
    expect(poor.stderr).toContain("more than the budget of 7 gwei; nothing was sent");

    const allowed = await run(plan, "--allow-chain", "31337");
    const result = JSON.parse(allowed.stdout) as Result;
    expect(result.verdicts.filter(({ status }) => status === "fail")).toEqual([]);
    expect(result.loads[0]?.fates).toMatchObject({ included: expect.any(Number) });
    expect(result.loads[0]?.fates?.["lost"]).toBeUndefined();
    // It goes on as if nobody had been there.
    expect(resultOf(await client.call("eth_chainId", []))).toBe("0x7a69");

    const runDir = runDirectoriesIn(places.runsDir).at(-1) ?? "";
    for (const name of listFilesNow(runDir) ?? []) {
      const bytes = await readBytesIfThere(path.join(runDir, name));
      expect(bytes?.includes(key), name).toBe(false);
    }

    const again = await run(plan, "--allow-chain", "31337");
    expect(again.stderr).toContain("have sent transactions on this chain before");
  });
});
