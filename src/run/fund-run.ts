// On a network that is not ours no genesis makes a run's accounts rich: somebody has to pay, within a budget, before the
// load begins. What is left stays on the accounts until `chaindrill fund --return` sweeps it back.

import { present } from "../base/assert.ts";
import { ChaindrillError, exitCode } from "../base/errors.ts";
import { type Address, address } from "../base/ids.ts";
import { formatWei } from "../base/wei.ts";
import { lineCount } from "../load/corpus/layout.ts";
import { askNonces, askPrice, checkChain } from "../load/funding/ask-chain.ts";
import { balanceNeeded } from "../load/funding/balance-needed.ts";
import { fundAccounts } from "../load/funding/fund-accounts.ts";
import { readKey } from "../load/funding/read-key.ts";
import { SubmittedNonces } from "../load/nonces/submitted-nonces.ts";
import type { StartedCluster } from "../model/node.ts";
import type { Plan } from "../model/plan.ts";
import type { RunScope } from "../model/run-scope.ts";
import { createRpcClient, type RpcClient } from "../platform/rpc.ts";
import type { PreparedTransactions } from "./prepare-transactions.ts";
import type { RunRequest } from "./run-request.ts";

const answerWithinMs = 15_000;
const receiptWithinMs = 180_000;

/** Accounts that need the same. */
interface Needy {
  readonly name: string;
  readonly accounts: readonly Address[];
  readonly eachWei: bigint;
}

/** Does nothing but on an external network. There it refuses accounts that were used before, and pays those that are short. */
export async function fundRun(options: {
  request: Pick<RunRequest, "secretOf" | "progress">;
  plan: Plan;
  cluster: StartedCluster;
  prepared: PreparedTransactions;
  scope: RunScope;
}): Promise<void> {
  const { request, plan, cluster, prepared, scope } = options;
  const { external, chainId } = plan.cluster;
  if (external === undefined) return;
  const node = present(cluster.nodes[0], "a node");
  using client = createRpcClient({ url: node.endpoints.rpcUrl, timeoutMs: answerWithinMs, clock: scope.clock });
  await checkChain(client, chainId);
  const { feePerGasWeiMax } = await askPrice(client);
  const needy = needyOf({ plan, prepared, feePerGasWei: feePerGasWeiMax });
  for (const { name, accounts } of needy) await refuseUsed(client, { name, accounts });
  if (external.funding === undefined) return;
  const funder = readKey(request.secretOf?.(external.funding.keyEnv), external.funding.keyEnv);
  let budgetWei = BigInt(external.funding.budgetWei);
  for (const { name, accounts, eachWei } of needy) {
    const { clock, signal } = scope;
    const { progress } = request;
    const work = { client, chainId, funder, accounts, eachWei, budgetWei, clock, signal, receiptWithinMs, progress };
    const { paidWei, feesWei, plan: funding } = await fundAccounts(work);
    budgetWei -= paidWei + feesWei;
    const text = `funded ${funding.short} of ${accounts.length} accounts of ${name} with ${formatWei(paidWei)}, fees ${formatWei(feesWei)}`;
    scope.events.emit({ type: "note", source: "run", text });
  }
}

function needyOf(options: { plan: Plan; prepared: PreparedTransactions; feePerGasWei: bigint }): Needy[] {
  const { plan, prepared, feePerGasWei } = options;
  const loads = plan.loads.flatMap((load): Needy[] => {
    const corpus = prepared.corpora.get(load.name);
    if (corpus === undefined || load.corpus === "none") return [];
    const transactions = Math.ceil(lineCount(corpus.layout) / corpus.layout.accounts);
    const eachWei = balanceNeeded({ kind: load.corpus, transactions, feePerGasWei });
    return [{ name: load.name, accounts: new SubmittedNonces(corpus).accounts, eachWei }];
  });
  const senders = [...new Set(prepared.canaries.map(({ from }) => address(from)))];
  if (senders.length === 0) return loads;
  const each = Math.ceil(prepared.canaries.length / senders.length);
  const eachWei = balanceNeeded({ kind: "transfers", transactions: each, feePerGasWei });
  return [...loads, { name: "the canaries", accounts: senders, eachWei }];
}

/** Everything is signed with nonces from 0 on. */
async function refuseUsed(client: RpcClient, { name, accounts }: Pick<Needy, "name" | "accounts">): Promise<void> {
  const nonces = await askNonces(client, accounts, "pending");
  const used = accounts.filter((_, index) => nonces[index] !== 0);
  if (used.length === 0) return;
  throw new ChaindrillError({
    message: `${used.length} of ${accounts.length} accounts of ${name} have sent transactions on this chain before, among them ${used[0]}; what is signed for them would be refused`,
    hint: "Give another --seed: accounts follow from it. `chaindrill fund --return` sweeps the old ones.",
    exitCode: exitCode.environment,
  });
}
