// Makes accounts as rich as a load needs them, from one account and within a budget. The cost is worked out first, and
// over budget nothing is sent. Who has enough gets nothing, so that it can be repeated at any time.

import { Wallet } from "ethers";
import type { Clock } from "../../base/clock.ts";
import { EnvironmentError } from "../../base/errors.ts";
import type { Address } from "../../base/ids.ts";
import { poll } from "../../base/poll.ts";
import { formatWei } from "../../base/wei.ts";
import type { RpcClient } from "../../platform/rpc.ts";
import type { Account } from "../corpus/accounts.ts";
import { ask, askBalances, askNonces, askPrice, checkChain, hostOf, type Price } from "./ask-chain.ts";
import { awaitReceipts } from "./await-receipts.ts";
import { type Payout, payoutCode, payoutGasLimit } from "./payout-code.ts";
import { type FundingPlan, planFunding, sumOf } from "./plan-funding.ts";

export interface FundingRequest {
  readonly client: RpcClient;
  readonly chainId: number;
  /** Pays. */
  readonly funder: Account;
  readonly accounts: readonly Address[];
  /** What each account should have in the end. */
  readonly eachWei: bigint;
  /** For payments and fees together. */
  readonly budgetWei: bigint;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** For all receipts of a transaction that was sent. */
  readonly receiptWithinMs: number;
  readonly progress?: ((line: string) => void) | undefined;
}

export interface FundingReport {
  readonly plan: FundingPlan;
  /** 0 where the plan was only made. */
  readonly transactions: number;
  readonly paidWei: bigint;
  readonly feesWei: bigint;
}

/** Works out what is short and what that costs; nothing is sent. Throws over budget, or when the funder has too little. */
export async function planFundingOf(request: FundingRequest): Promise<{ plan: FundingPlan; price: Price }> {
  const { client, accounts, eachWei, funder, budgetWei } = request;
  await checkChain(client, request.chainId);
  await awaitOwnTransactions(request);
  const [price, balances, [own = 0n]] = await Promise.all([
    askPrice(client),
    askBalances(client, accounts),
    askBalances(client, [funder.address]),
  ]);
  const plan = planFunding({
    balances: accounts.map((account, index) => ({ account, balanceWei: balances[index] ?? 0n })),
    eachWei,
    ...price,
  });
  if (plan.costWeiMax > budgetWei) throw overBudget(plan, request);
  if (plan.costWeiMax <= own) return { plan, price };
  throw new EnvironmentError({
    message: `${funder.address} has ${formatWei(own)} on chain ${request.chainId}, but funding ${plan.short} accounts may cost ${formatWei(plan.costWeiMax)}; nothing was sent`,
    hint: `Send it ${formatWei(plan.costWeiMax - own)} more, or ask for fewer accounts, or less for each.`,
  });
}

/** Pays what is short, transaction by transaction, and reads every balance again in the end. */
export async function fundAccounts(request: FundingRequest): Promise<FundingReport> {
  const { plan, price } = await planFundingOf(request);
  const { client, accounts, eachWei, progress } = request;
  let feesWei = 0n;
  for (const [index, batch] of plan.batches.entries()) {
    const hash = await send(batch, { request, price });
    feesWei += await awaitReceipts(client, [hash], { ...request, withinMs: request.receiptWithinMs });
    progress?.(`funded ${batch.length} accounts with transaction ${index + 1} of ${plan.batches.length}`);
  }
  const balances = await askBalances(client, accounts);
  const still = balances.filter((balance) => balance < eachWei).length;
  if (still > 0) {
    throw new EnvironmentError({
      message: `${still} of ${accounts.length} accounts have less than ${formatWei(eachWei)} although every payment was included`,
      hint: "Something else spends from them: stop it, and run the same again.",
    });
  }
  return { plan, transactions: plan.batches.length, paidWei: plan.payoutWei, feesWei };
}

async function send(batch: readonly Payout[], options: { request: FundingRequest; price: Price }): Promise<string> {
  const { request, price } = options;
  const { client, funder, chainId } = request;
  const [nonce = 0] = await askNonces(client, [funder.address], "pending");
  const { tipWei, feePerGasWeiMax } = price;
  const fees =
    tipWei === undefined
      ? { type: 0, gasPrice: feePerGasWeiMax }
      : { type: 2, maxFeePerGas: feePerGasWeiMax, maxPriorityFeePerGas: tipWei };
  const raw = await new Wallet(`0x${funder.privateKey.toString("hex")}`).signTransaction({
    ...fees,
    chainId,
    nonce,
    value: sumOf(batch.map(({ amountWei }) => amountWei)),
    gasLimit: payoutGasLimit(batch.length),
    data: `0x${payoutCode(batch).toString("hex")}`,
  });
  return String(await ask(client, "eth_sendRawTransaction", [raw]));
}

/** What an earlier call sent before it was interrupted must be in the balances, or it would be paid twice. */
async function awaitOwnTransactions({ client, funder, ...request }: FundingRequest): Promise<void> {
  const awaited = `earlier transactions of ${funder.address} to be included`;
  await poll({ ...request, awaited, withinMs: request.receiptWithinMs, everyMs: 250 }, async () => {
    const [[latest = 0], [pending = 0]] = await Promise.all([
      askNonces(client, [funder.address]),
      askNonces(client, [funder.address], "pending"),
    ]);
    return pending <= latest
      ? { done: true }
      : { notYet: `${pending - latest} are in the pool of ${hostOf(client.url)}` };
  });
}

function overBudget({ costWeiMax, payoutWei, feesWeiMax, short }: FundingPlan, { budgetWei }: FundingRequest) {
  return new EnvironmentError({
    message: `funding ${short} accounts may cost ${formatWei(costWeiMax)} (${formatWei(payoutWei)} for them, fees of at most ${formatWei(feesWeiMax)}), more than the budget of ${formatWei(budgetWei)}; nothing was sent`,
    hint: "Raise the budget, or ask for fewer accounts, or less for each.",
  });
}
