// Needs k6 and anvil. Every script of scenarios/load does its work, for a person who runs plain k6 and for the harness.

import path from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { present } from "../base/assert.ts";
import { systemClock } from "../base/clock.ts";
import { runId } from "../base/ids.ts";
import { uniqueToken } from "../base/random.ts";
import { createProcessBackend } from "../cluster/process/process-backend.ts";
import { deployContracts } from "../load/contracts/deployments.ts";
import { buildCorpus } from "../load/corpus/build-corpus.ts";
import { type LoadSummary, type StartedLoad, startK6Load } from "../load/k6/start-k6-load.ts";
import type { ClusterNode } from "../model/node.ts";
import type { Operation } from "../model/operation.ts";
import { type K6Load, type SignedKind, signedKinds } from "../model/plan.ts";
import { readBytes } from "../platform/digested-file.ts";
import { writeAtomically } from "../platform/files.ts";
import { runMark, runProgram } from "../platform/processes.ts";
import { startBreakableRelay } from "../testing/breakable-relay.ts";
import { fakeScope } from "../testing/fake-scope.ts";
import { anvil1, heightOf } from "../testing/real-clusters.ts";
import { realTools } from "../testing/real-tools.ts";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { useOf } from "./prepare-transactions.ts";

const readScripts = ["reads", "batch-reads", "heavy-reads", "replay", "subscriptions"];
const scriptFile = (name: string) => path.join(import.meta.dirname, `../../scenarios/load/${name}.ts`);

const vus = 2;
const layout = { accounts: vus * 4, vus, linesPerVu: 60 };
const uses = signedKinds.map((kind) => useOf({ kind, seed: 1, vus, load: kind }));

const corpusOf = async (kind: SignedKind) =>
  buildCorpus({ load: kind, kind, seed: 1, chainId: anvil1.chainId, layout }, { cacheDir: await temporaryDirectory() });

async function startNode(): Promise<ClusterNode> {
  const id = runId(`test-${uniqueToken()}`);
  const base = fakeScope({ clock: systemClock });
  const scope = { ...base, runId: id, scratchDir: await temporaryDirectory(), processMarks: { [runMark]: id } };
  const accounts = uses.flatMap((use) => use.accounts).map((address) => ({ address, balanceWei: 10n ** 24n }));
  const backend = createProcessBackend({ tools: await realTools(), accounts, contracts: deployContracts(uses) });
  const cluster = await backend.start(anvil1, scope);
  onTestFinished(() => cluster[Symbol.asyncDispose]());
  cluster.unexpectedExit.catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
  return present(cluster.nodes[0], "the node");
}

/** Runs a script as a person does; how many operations ended how, by k6's own summary. */
async function runByHand(script: string, settings: Readonly<Record<string, string>>): Promise<Record<string, number>> {
  const { k6 } = await realTools();
  const pairs = Object.entries(settings).flatMap(([name, value]) => ["-e", `${name}=${value}`]);
  const args = ["run", "--no-usage-report", "--address=", ...pairs, scriptFile(script)];
  const { stdout } = await runProgram({ command: k6, args, timeoutMs: 60_000 });
  const counts = [...stdout.matchAll(/operations_(\w+)\.*: (\d+)/g)].map(([, name, count]) => [name, Number(count)]);
  return Object.fromEntries(counts);
}

const spec = (name: string, rest: Partial<K6Load> = {}): K6Load => ({
  name,
  engine: "k6",
  script: scriptFile(name),
  corpus: "none",
  rate: { kind: "constant", perSecond: 5 },
  vus,
  requestTimeoutMs: 5000,
  relayDelayMs: 0,
  through: [],
  generators: 1,
  batch: 1,
  settings: {},
  ...rest,
});

interface Ran {
  readonly summary: LoadSummary;
  readonly operations: readonly Operation[];
}

/** Runs a load as the harness does, with something going on beside it. */
async function runByHarness(
  load: { spec: K6Load; rpcUrl: string; wsUrl: string; forMs: number },
  beside: (started: StartedLoad) => Promise<unknown> = (started) => started.finished,
): Promise<Ran> {
  const dir = await temporaryDirectory();
  const scope = { ...fakeScope({ clock: systemClock }), runDir: dir, scratchDir: dir };
  const { name, corpus } = load.spec;
  await using started = await startK6Load({
    spec: load.spec,
    k6: (await realTools()).k6,
    endpoints: [load.rpcUrl],
    wsEndpoints: [load.wsUrl],
    ...(corpus === "none" ? {} : { corpus: await corpusOf(corpus) }),
    maxDurationMs: load.forMs,
    scope,
  });
  await beside(started);
  const summary = await started.finished;
  const lines = gunzipSync(await readBytes(path.join(dir, "load", `${name}.ndjson.gz`))).toString();
  const operations = lines
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Operation);
  return { summary, operations };
}

const urlsOf = ({ endpoints }: ClusterNode) => ({
  rpcUrl: endpoints.rpcUrl,
  wsUrl: endpoints.wsUrl ?? endpoints.rpcUrl.replace("http", "ws"),
});

/** How many reads of each method ended how. */
function readCounts(operations: readonly Operation[]): Record<string, number> {
  const names = operations.flatMap((each) => (each.kind === "read" ? [`${each.method} ${each.outcome}`] : []));
  return Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));
}

describe("scripts of scenarios/load", () => {
  it("each run by plain k6 with its own defaults", async () => {
    const node = await startNode();
    const { rpcUrl, wsUrl } = urlsOf(node);
    const network = { RPC_URLS: rpcUrl, WS_URLS: wsUrl, DURATION: "2s" };
    const ran = [
      ...signedKinds.map((kind) => async () => {
        const { transactionsFile } = await corpusOf(kind);
        return runByHand(kind, { ...network, CORPUS: transactionsFile, VUS: `${vus}` });
      }),
      ...readScripts.map((script) => () => runByHand(script, network)),
    ];
    const names = [...signedKinds, ...readScripts];
    for (let first = 0; first < ran.length; first += 3) {
      const some = await Promise.all(ran.slice(first, first + 3).map((run) => run()));
      for (const [index, counts] of some.entries()) {
        const { ok = 0, rejected = 0, unknown = 0 } = counts;
        const script = names[first + index];
        expect({ script, rejected, unknown, some: ok > 0 }).toEqual({ script, rejected: 0, unknown: 0, some: true });
      }
    }
  });

  it("each run by the harness, all at once", async () => {
    const urls = urlsOf(await startNode());
    const specs = [
      ...signedKinds.map((kind) => spec(kind, { corpus: kind, rate: { kind: "poisson", perSecond: 5 } })),
      ...readScripts.map((script) => spec(script, { batch: script === "batch-reads" ? 5 : 1 })),
    ];
    const ran = await Promise.all(specs.map((each) => runByHarness({ spec: each, ...urls, forMs: 4000 })));
    for (const [index, { summary }] of ran.entries()) {
      const { name } = specs[index] ?? {};
      const { complaint, exitCode, rejected, unknown, ok } = summary;
      const outcome = { name, complaint, exitCode, rejected, unknown, some: ok > 0 };
      expect(outcome).toEqual({ name, complaint: undefined, exitCode: 0, rejected: 0, unknown: 0, some: true });
    }
  });
});

describe("subscriptions", () => {
  it("finds every head and log that was not delivered while the connection was lost", async () => {
    const node = await startNode();
    const { rpcUrl } = urlsOf(node);
    await using relay = await startBreakableRelay(Number(new URL(urlsOf(node).wsUrl).port));
    const road = { rpcUrl, wsUrl: `ws://127.0.0.1:${relay.port}` };
    const logs = runByHarness({ spec: spec("logs", { corpus: "logs" }), ...road, forMs: 11_000 });
    let heightsBroken = 0;
    const followed = await runByHarness(
      { spec: spec("subscriptions", { vus: 1 }), ...road, forMs: 12_000 },
      async () => {
        await systemClock.sleep(4000);
        relay.breakIt();
        const before = await heightOf(node);
        await systemClock.sleep(3000);
        heightsBroken = (await heightOf(node)) - before;
        relay.mend();
      },
    );
    await logs;
    const counts = readCounts(followed.operations);
    expect(counts).toMatchObject({ "eth_subscribe ok": 2 });
    expect(counts["eth_subscribe rejected"]).toBeGreaterThan(0);
    expect(counts["newHeads rejected"]).toBeGreaterThanOrEqual(heightsBroken - 1);
    expect(counts["logs rejected"]).toBeGreaterThan(0);
    expect(counts["logs ok"]).toBeGreaterThan(0);
    // Each missing head is asked for once, and is on the chain.
    expect(counts["eth_getBlockByNumber ok"]).toBe(counts["newHeads rejected"]);
    expect(counts["newHeads:duplicate ok"]).toBeUndefined();
  });
});

describe("replay", () => {
  it("sends each call at the log's time, scaled, and again from the start", async () => {
    const file = path.join(await temporaryDirectory(), "log.ndjson");
    const timesMs = [0, 10, 900, 1000]; // two pairs, a second long with the mean distance after the last
    await writeAtomically(file, timesMs.map((t) => `${JSON.stringify({ t, method: "eth_blockNumber" })}\n`).join(""));
    const urls = urlsOf(await startNode());
    const replay = spec("replay", { rate: { kind: "constant", perSecond: 3 }, settings: { LOG: file, SPEED: "2" } });
    const { operations } = await runByHarness({ spec: replay, ...urls, forMs: 2000 });
    const intendedMs = operations.map(({ intendedAtMs }) => intendedAtMs).sort((a, b) => a - b);
    const first = intendedMs[0] ?? 0;
    const roundMs = (1000 + 1000 / 3) / 2;
    const expected = [0, 1, 2]
      .flatMap((round) => timesMs.map((ms) => round * roundMs + ms / 2))
      .filter((ms) => ms < 2000);
    expect(intendedMs.map((ms) => ms - first)).toEqual(expected.map((ms) => expect.closeTo(ms, 0)));
  });

  it("refuses a log with calls that write, unless it is told", async () => {
    const file = path.join(await temporaryDirectory(), "log.ndjson");
    await writeAtomically(file, '{"t":0,"method":"eth_sendRawTransaction","params":["0x00"]}\n');
    const refused = runByHand("replay", { LOG: file });
    await expect(refused).rejects.toThrow(/LOG: 1 of 1 calls in .* change the chain or the node \(eth_sendRaw/);
    const { rpcUrl } = urlsOf(await startNode());
    expect(await runByHand("replay", { LOG: file, ALLOW_WRITES: "1", RPC_URLS: rpcUrl })).toMatchObject({
      rejected: 1,
    });
  });
});
