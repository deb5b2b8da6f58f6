// Starts real networks. Needs geth 1.13 and anvil 1.7. Every kind of transaction that a load can send is included and
// succeeds within the gas it is given, and the contracts then say what they must.

import { describe, expect, it, onTestFinished } from "vitest";
import { present } from "../base/assert.ts";
import { systemClock } from "../base/clock.ts";
import { runId } from "../base/ids.ts";
import { poll } from "../base/poll.ts";
import { uniqueToken } from "../base/random.ts";
import { createProcessBackend } from "../cluster/process/process-backend.ts";
import { deployContracts, tokensPerHolder } from "../load/contracts/deployments.ts";
import { contractQuestions } from "../load/contracts/questions.ts";
import { buildCorpus } from "../load/corpus/build-corpus.ts";
import type { ClusterSpec } from "../model/cluster.ts";
import { countedCalls } from "../model/counted-calls.ts";
import { type SignedKind, signedKinds } from "../model/plan.ts";
import { runMark } from "../platform/processes.ts";
import { createRpcClient, type RpcClient, resultOf } from "../platform/rpc.ts";
import { fakeClusterSpec } from "../testing/fake-cluster.ts";
import { fakeScope } from "../testing/fake-scope.ts";
import { realTools } from "../testing/real-tools.ts";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { useOf } from "./prepare-transactions.ts";

const layout = { accounts: 8, vus: 2, linesPerVu: 12 };
const lines = layout.vus * layout.linesPerVu;
const uses = signedKinds.map((kind) => useOf({ kind, seed: 1, vus: layout.vus, load: kind }));
const holders = uses.filter(({ kind }) => ["contracts", "token-transfers", "token-approvals"].includes(kind));

const clique: ClusterSpec = { ...fakeClusterSpec({ signers: 1, rpcNodes: 1 }), confirmations: 1 };
const anvil: ClusterSpec = {
  ...clique,
  chainId: 31337,
  consensus: { kind: "dev", blockPeriodMs: 1000 },
  nodes: clique.nodes.slice(0, 1).map((node) => ({ ...node, role: "dev", client: "anvil", container: "anvil" })),
};

async function start(spec: ClusterSpec): Promise<RpcClient> {
  const id = runId(`test-${uniqueToken()}`);
  const base = fakeScope({ clock: systemClock });
  const scope = { ...base, runId: id, scratchDir: await temporaryDirectory(), processMarks: { [runMark]: id } };
  const backend = createProcessBackend({
    tools: await realTools(),
    accounts: uses.flatMap(({ accounts }) => accounts).map((address) => ({ address, balanceWei: 10n ** 24n })),
    contracts: deployContracts(uses),
  });
  const cluster = await backend.start(spec, scope);
  onTestFinished(() => cluster[Symbol.asyncDispose]());
  cluster.unexpectedExit.catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
  const url = present(cluster.nodes.at(-1), "a node").endpoints.rpcUrl;
  const client = createRpcClient({ url, timeoutMs: 5000, clock: systemClock });
  onTestFinished(() => client[Symbol.dispose]());
  return client;
}

interface Receipt {
  readonly status: string;
  readonly gasUsed: string;
  readonly type: string;
}

async function sendAll(client: RpcClient, options: { kind: SignedKind; chainId: number }): Promise<Receipt[]> {
  const { kind, chainId } = options;
  const request = { load: kind, kind, seed: 1, chainId, layout };
  const corpus = await buildCorpus(request, { cacheDir: await temporaryDirectory() });
  const raw = (await corpus.readLines(0, corpus.lines)).toString().trimEnd().split("\n");
  const sent = await client.batch(raw.map((one) => ({ method: "eth_sendRawTransaction", params: [one] })));
  expect(sent.map(resultOf)).toEqual(raw.map((_, line) => corpus.transactionAt(line).hash));
  const wait = { clock: systemClock, withinMs: 20_000, everyMs: 200, awaited: `all ${kind} to be included` };
  return poll(wait, async () => {
    const asked = raw.map((_, line) => corpus.transactionAt(line).hash);
    const answers = await client.batch(asked.map((hash) => ({ method: "eth_getTransactionReceipt", params: [hash] })));
    const receipts = answers.map(resultOf).filter((one) => one !== null) as Receipt[];
    return receipts.length === lines ? { done: receipts } : { notYet: `${receipts.length} of ${lines}` };
  });
}

async function askContracts(client: RpcClient): Promise<Record<string, string>> {
  const said: Record<string, string> = {};
  for (const { contract, address, what, inputs } of contractQuestions(uses)) {
    const calls = inputs.map((data) => ({ method: "eth_call", params: [{ to: address, data }, "latest"] }));
    const numbers = (await client.batch(calls)).map((answer) => BigInt(resultOf(answer) as string));
    said[`${contract}/${what}`] = String(numbers.reduce((sum, number) => sum + number, 0n));
  }
  return said;
}

const gasUsed: Readonly<Record<SignedKind, readonly [least: number, most: number]>> = {
  transfers: [21_000, 21_000],
  "legacy-transfers": [21_000, 21_000],
  "access-list-transfers": [25_300, 25_300],
  "token-transfers": [34_404, 34_404],
  "token-approvals": [28_995, 46_095],
  deployments: [88_603, 88_603],
  "storage-writes": [138_783, 155_883],
  computation: [219_458, 253_658],
  logs: [57_435, 74_535],
  contracts: [26_308, 43_408],
};

/** What the comments in gas-limits.ts say. */
function gasUsedBy(spec: ClusterSpec, kind: SignedKind): readonly [number, number] {
  const london = gasUsed[kind];
  // Six words of code, two each: https://eips.ethereum.org/EIPS/eip-3860
  return kind === "deployments" && spec === anvil ? [london[0] + 12, london[1] + 12] : london;
}

describe.each([clique, anvil])("on $nodes.0.client", (spec) => {
  it("every kind of corpus is included without a failure, and is counted by the contract that it calls", async () => {
    const client = await start(spec);
    const types = new Map<SignedKind, string>();
    for (const kind of signedKinds) {
      const receipts = await sendAll(client, { kind, chainId: spec.chainId });
      expect({ kind, statuses: [...new Set(receipts.map(({ status }) => status))] }).toEqual({
        kind,
        statuses: ["0x1"],
      });
      types.set(kind, present(receipts[0], "a receipt").type);
      const used = receipts.map(({ gasUsed }) => Number(gasUsed));
      expect([kind, Math.min(...used), Math.max(...used)]).toEqual([kind, ...gasUsedBy(spec, kind)]);
    }
    expect([types.get("legacy-transfers"), types.get("access-list-transfers"), types.get("transfers")]).toEqual([
      "0x0",
      "0x1",
      "0x2",
    ]);
    const said = await askContracts(client);
    const supply = tokensPerHolder * BigInt(holders.flatMap(({ accounts }) => accounts).length);
    expect(said).toMatchObject({ "token/totalSupply": `${supply}`, "token/sumOfBalances": `${supply}` });
    for (const { contract, what, each } of countedCalls.filter((call) => call.contract !== "counter")) {
      expect([contract, what, said[`${contract}/${what}`]]).toEqual([contract, what, `${lines * each}`]);
    }
    expect(Number(said["counter/count"])).toBeGreaterThan(0);
  });
});
