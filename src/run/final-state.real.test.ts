// Starts real networks. Needs geth 1.13 and anvil 1.7. Shows on each that the arithmetic the ledger checkers rely on holds
// to the wei: what is burned, who gets the tips, and that a contract counts what was included.

import { describe, expect, it, onTestFinished } from "vitest";
import { present } from "../base/assert.ts";
import { systemClock } from "../base/clock.ts";
import { runId } from "../base/ids.ts";
import { poll } from "../base/poll.ts";
import { uniqueToken } from "../base/random.ts";
import { createProcessBackend } from "../cluster/process/process-backend.ts";
import { counterAddress } from "../load/contracts/calls.ts";
import { deployContracts, tokensPerHolder } from "../load/contracts/deployments.ts";
import { contractQuestions } from "../load/contracts/questions.ts";
import { loadAccounts } from "../load/corpus/accounts.ts";
import { buildCorpus, type CorpusRequest } from "../load/corpus/build-corpus.ts";
import type { ClusterSpec } from "../model/cluster.ts";
import type { EventOf } from "../model/event.ts";
import type { ClusterNode, StartedCluster } from "../model/node.ts";
import { createBlockTracker } from "../observe/block-tracker.ts";
import { readFinalState } from "../observe/read-final-state.ts";
import { readText } from "../platform/files.ts";
import { runMark } from "../platform/processes.ts";
import { createRpcClient, type RpcClient, resultOf } from "../platform/rpc.ts";
import { fakeClusterSpec } from "../testing/fake-cluster.ts";
import { type FakeScope, fakeScope } from "../testing/fake-scope.ts";
import { realTools } from "../testing/real-tools.ts";
import { temporaryDirectory } from "../testing/temporary-directory.ts";

const layout = { accounts: 8, vus: 8, linesPerVu: 4 };
const balanceWei = 10n ** 24n;
const loads = ["transfers", "contracts"] as const;
const accountsOf = (load: string) =>
  loadAccounts({ seed: 1, count: layout.accounts, load }).map(({ address }) => address);
const funded = loads.flatMap(accountsOf);
const uses = [{ kind: "contracts", accounts: accountsOf("contracts") }] as const;

const clique: ClusterSpec = { ...fakeClusterSpec({ signers: 3, rpcNodes: 1 }), confirmations: 3 };
const anvil: ClusterSpec = {
  ...clique,
  chainId: 31337,
  consensus: { kind: "dev", blockPeriodMs: 1000 },
  confirmations: 1,
  nodes: clique.nodes.slice(0, 1).map((node) => ({ ...node, role: "dev", client: "anvil", container: "anvil" })),
};

interface Bench {
  readonly cluster: StartedCluster;
  readonly scope: FakeScope;
  readonly clientOf: (node: ClusterNode) => RpcClient;
  readonly entrance: RpcClient;
}

async function openBench(spec: ClusterSpec): Promise<Bench> {
  const id = runId(`test-${uniqueToken()}`);
  const base = fakeScope({ clock: systemClock });
  const scope = { ...base, runId: id, scratchDir: await temporaryDirectory(), processMarks: { [runMark]: id } };
  const backend = createProcessBackend({
    tools: await realTools(),
    accounts: funded.map((address) => ({ address, balanceWei })),
    contracts: deployContracts(uses),
  });
  const cluster = await backend.start(spec, scope);
  onTestFinished(() => cluster[Symbol.asyncDispose]());
  cluster.unexpectedExit.catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
  const clients = new Map(
    cluster.nodes.map(({ id: node, endpoints }) => {
      const client = createRpcClient({ url: endpoints.rpcUrl, timeoutMs: 2000, clock: systemClock });
      onTestFinished(() => client[Symbol.dispose]());
      return [node, client] as const;
    }),
  );
  const clientOf = (node: ClusterNode) => present(clients.get(node.id), node.id);
  return { cluster, scope, clientOf, entrance: clientOf(present(cluster.nodes.at(-1), "a node")) };
}

const heightOf = async (client: RpcClient) => Number(resultOf(await client.call("eth_blockNumber", [])));

/** Sends both corpora, and waits until all is included and settled everywhere. */
async function sendAll({ entrance, cluster, clientOf }: Bench): Promise<void> {
  for (const kind of loads) {
    const request: CorpusRequest = { load: kind, kind, seed: 1, chainId: cluster.spec.chainId, layout };
    const corpus = await buildCorpus(request, { cacheDir: await temporaryDirectory() });
    const lines = (await readText(corpus.transactionsFile)).trimEnd().split("\n");
    const answers = await entrance.batch(lines.map((raw) => ({ method: "eth_sendRawTransaction", params: [raw] })));
    for (const answer of answers) resultOf(answer);
  }
  const wait = { clock: systemClock, withinMs: 20_000, everyMs: 200 };
  await poll({ ...wait, awaited: "all transactions to be included" }, async () => {
    const calls = funded.map((sender) => ({ method: "eth_getTransactionCount", params: [sender, "latest"] }));
    const counts = (await entrance.batch(calls)).map((answer) => Number(resultOf(answer)));
    return counts.every((count) => count === layout.linesPerVu) ? { done: true } : { notYet: counts.join(" ") };
  });
  const untilHeight = (await heightOf(entrance)) + cluster.spec.confirmations + 1;
  await poll({ ...wait, awaited: `height ${untilHeight} everywhere` }, async () => {
    const heights = await Promise.all(cluster.nodes.map((node) => heightOf(clientOf(node))));
    return Math.min(...heights) >= untilHeight ? { done: true } : { notYet: heights.join(" ") };
  });
}

async function look({ cluster, scope, clientOf }: Bench) {
  const tracker = createBlockTracker({ events: scope.events, clientOf });
  for (const node of cluster.nodes) {
    const head = resultOf(await clientOf(node).call("eth_getBlockByNumber", ["latest", false])) as { hash: string };
    await tracker.sawHead({ node, hash: head.hash, atMs: 0, observer: true });
  }
  const holders = [...funded, ...deployContracts(uses).map(({ address }) => address)];
  const questions = contractQuestions(uses);
  const { spec, nodes } = cluster;
  await readFinalState({ spec, nodes, clientOf, holders, questions, blocks: tracker.blocks, scope });
  return tracker.blocks;
}

/** By the receipts and bodies of one node's chain up to a height. */
function ledgerUpTo(options: { scope: FakeScope; node: string; height: number }) {
  const { scope, node, height } = options;
  const receipts = scope.emittedOf("receipts.read").filter((read) => read.node === node && read.height <= height);
  const bodies = new Map(scope.emittedOf("block.seen").map((block) => [block.hash, block]));
  const blocks = receipts.map((read) => ({ read, body: present(bodies.get(read.hash), read.hash) }));
  const sum = (amount: (block: (typeof blocks)[number]) => bigint) =>
    blocks.reduce((all, one) => all + amount(one), 0n);
  return {
    blocks,
    burnedWei: sum(({ body }) => BigInt(body.baseFeeWei ?? "-") * BigInt(body.gasUsed)),
    tipsWei: sum(({ read }) => BigInt(read.tipsWei)),
    feesWei: sum(({ read }) => BigInt(read.feesWei)),
    increments: blocks.flatMap(({ body }) => body.txs).filter((tx) => tx.call?.to === counterAddress).length,
  };
}

function expectSoundOn(node: string, scope: FakeScope): void {
  const own = <T extends EventOf<"balances.read" | "contract.read">>(reads: readonly T[]) =>
    reads.filter((read) => read.node === node);
  for (const read of own(scope.emittedOf("balances.read"))) {
    const { blocks, burnedWei, tipsWei, feesWei } = ledgerUpTo({ scope, node, height: read.height });
    expect(blocks.length).toBe(read.height); // of every block since genesis
    for (const { read: receipts, body } of blocks) {
      expect(receipts).toMatchObject({ count: body.txs.length, gasUsed: body.gasUsed, failed: [] });
    }
    expect(feesWei).toBe(burnedWei + tipsWei);
    expect(BigInt(read.totalWei)).toBe(balanceWei * BigInt(funded.length) - burnedWei);
    expect(BigInt(read.sealersWei)).toBe(tipsWei);
  }
  const numbers = own(scope.emittedOf("contract.read"));
  for (const { height, what, value } of numbers) {
    const expected = what === "count" ? BigInt(ledgerUpTo({ scope, node, height }).increments) : supply;
    expect({ height, what, value }).toEqual({ height, what, value: String(expected) });
  }
  expect(Number(numbers.findLast(({ what }) => what === "count")?.value)).toBeGreaterThan(5);
}

const supply = tokensPerHolder * BigInt(layout.accounts);

describe.each([clique, anvil])("the state of $nodes.0.client's chain", (spec) => {
  it("has every wei, every increment and every token, at several heights on every node", async () => {
    const bench = await openBench(spec);
    await sendAll(bench);
    await look(bench);
    const { scope, cluster } = bench;
    expect(scope.emittedOf("state.read-failed")).toEqual([]);
    for (const { id } of cluster.nodes) expectSoundOn(id, scope);
    const heights = scope.emittedOf("balances.read").map(({ node, height, digest }) => ({ node, height, digest }));
    expect(heights).toHaveLength(4 * cluster.nodes.length);
    // Nodes agree on every balance: one digest for each height.
    expect(new Set(heights.map(({ height, digest }) => `${height} ${digest}`)).size).toBe(4);
    const receipts = scope.emittedOf("receipts.read");
    const distinct = new Set(receipts.map(({ hash, digest, stateRoot }) => `${hash} ${digest} ${stateRoot}`));
    expect(distinct.size).toBe(receipts.length / cluster.nodes.length);
  });
});

describe("anvil after a restart", () => {
  it("is read from the first state that it still has", async () => {
    const bench = await openBench(anvil);
    await sendAll(bench);
    const { control } = present(bench.cluster.nodes[0], "the node");
    if (control.kind !== "process") throw new Error("not a process");
    await control.stop({ graceMs: 5000, by: "fault" });
    await control.start({ by: "fault" });
    const wait = { clock: systemClock, withinMs: 10_000, everyMs: 200, awaited: "blocks after the restart" };
    const before = await poll(wait, async () => ({ done: await heightOf(bench.entrance) }));
    await poll(wait, async () => {
      const height = await heightOf(bench.entrance);
      return height > before + 2 ? { done: height } : { notYet: `${height}` };
    });
    await look(bench);
    const heights = bench.scope.emittedOf("balances.read").map((read) => read.height);
    expect(heights[0]).toBeGreaterThan(0);
    expect(bench.scope.emittedOf("state.read-failed")).toEqual([]);
    const counts = bench.scope.emittedOf("contract.read").filter(({ what }) => what === "count");
    expect(counts.map(({ height }) => height)).toEqual(heights);
    expect(Number(counts[0]?.value)).toBeGreaterThan(5);
  });
});
