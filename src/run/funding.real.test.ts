// Starts real networks. Needs anvil 1.7 and geth 1.13. Thousands of accounts are paid, once and to the wei, and pay back.

import { describe, expect, it, onTestFinished } from "vitest";
import { present } from "../base/assert.ts";
import { systemClock } from "../base/clock.ts";
import { runId } from "../base/ids.ts";
import { uniqueToken } from "../base/random.ts";
import { createProcessBackend } from "../cluster/process/process-backend.ts";
import { accountOf, loadAccounts } from "../load/corpus/accounts.ts";
import { askBalances } from "../load/funding/ask-chain.ts";
import { type FundingRequest, fundAccounts } from "../load/funding/fund-accounts.ts";
import { sumOf } from "../load/funding/plan-funding.ts";
import { returnFunds } from "../load/funding/return-funds.ts";
import type { ClusterSpec } from "../model/cluster.ts";
import { runMark } from "../platform/processes.ts";
import { createRpcClient, type RpcClient } from "../platform/rpc.ts";
import { fakeScope } from "../testing/fake-scope.ts";
import { anvil1, ask, cliqueOf } from "../testing/real-clusters.ts";
import { realTools } from "../testing/real-tools.ts";
import { temporaryDirectory } from "../testing/temporary-directory.ts";

const funder = accountOf(Buffer.alloc(32, 7));
const richWei = 10n ** 24n;
const eachWei = 10n ** 16n;
const accounts = loadAccounts({ seed: 1, count: 2000, load: "transfers" });
const addresses = accounts.map(({ address }) => address);

async function start(spec: ClusterSpec): Promise<RpcClient> {
  const id = runId(`test-${uniqueToken()}`);
  const base = fakeScope({ clock: systemClock });
  const scope = { ...base, runId: id, scratchDir: await temporaryDirectory(), processMarks: { [runMark]: id } };
  const backend = createProcessBackend({
    tools: await realTools(),
    accounts: [{ address: funder.address, balanceWei: richWei }],
  });
  const cluster = await backend.start(spec, scope);
  onTestFinished(() => cluster[Symbol.asyncDispose]());
  cluster.unexpectedExit.catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
  const node = present(cluster.nodes.at(-1), "a node");
  expect(Number(await ask(node, "eth_chainId"))).toBe(spec.chainId);
  const client = createRpcClient({ url: node.endpoints.rpcUrl, timeoutMs: 10_000, clock: systemClock });
  onTestFinished(() => client[Symbol.dispose]());
  return client;
}

const requestFor = (client: RpcClient, { chainId }: ClusterSpec): FundingRequest => ({
  client,
  chainId,
  funder,
  accounts: addresses,
  eachWei,
  budgetWei: 100n * 10n ** 18n,
  clock: systemClock,
  receiptWithinMs: 30_000,
});

const balanceOfFunder = async (client: RpcClient) => (await askBalances(client, [funder.address]))[0] ?? 0n;

describe.for([["anvil", anvil1] as const, ["geth", cliqueOf(1)] as const])("funding on %s", ([, spec]) => {
  it("pays 2000 accounts to the wei, nobody twice, and gets back all but the fees", { timeout: 120_000 }, async () => {
    const client = await start(spec);
    const request = requestFor(client, spec);

    await expect(fundAccounts({ ...request, budgetWei: 19n * 10n ** 18n })).rejects.toThrow(/nothing was sent/);
    await expect(fundAccounts({ ...request, chainId: spec.chainId + 1 })).rejects.toThrow(/nothing was sent/);
    expect(await balanceOfFunder(client)).toBe(richWei);

    const first = await fundAccounts(request);
    expect(first.paidWei).toBe(eachWei * 2000n);
    expect(first.feesWei).toBeLessThanOrEqual(first.plan.feesWeiMax);
    expect(new Set(await askBalances(client, addresses))).toEqual(new Set([eachWei]));
    expect(await balanceOfFunder(client)).toBe(richWei - first.paidWei - first.feesWei);

    const second = await fundAccounts(request);
    expect(second).toMatchObject({ transactions: 0, paidWei: 0n, feesWei: 0n });

    const more = await fundAccounts({ ...request, accounts: addresses.slice(0, 3), eachWei: eachWei + 1n });
    expect(more.paidWei).toBe(3n);

    const back = await returnFunds({ ...request, accounts, to: funder.address });
    expect(back).toMatchObject({ transactions: 2000, leftWei: 0n });
    expect(back.returnedWei + back.feesWei).toBe(first.paidWei + more.paidWei);
    const spent = sumOf([first, second, more, back].map(({ feesWei }) => feesWei));
    expect(await balanceOfFunder(client)).toBe(richWei - spent);
    expect(await returnFunds({ ...request, accounts, to: funder.address })).toMatchObject({ transactions: 0 });
  });
});
