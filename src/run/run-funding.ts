// What `chaindrill fund` does: pays the accounts of several loads, says what that would cost, or sweeps them.

import type { Clock } from "../base/clock.ts";
import { type Account, canaryAccounts, loadAccounts } from "../load/corpus/accounts.ts";
import { fundAccounts, planFundingOf } from "../load/funding/fund-accounts.ts";
import { readKey } from "../load/funding/read-key.ts";
import { returnFunds } from "../load/funding/return-funds.ts";
import { createRpcClient } from "../platform/rpc.ts";

export type FundingErrand = "plan" | "fund" | "return";

export interface FundingWork {
  readonly errand: FundingErrand;
  readonly url: string;
  readonly chainId: number;
  /** `canary` means the accounts of the canaries. */
  readonly loads: readonly { readonly name: string; readonly accounts: number }[];
  readonly seed: number;
  readonly eachWei: bigint;
  readonly budgetWei: bigint;
  readonly key: { readonly variable: string; readonly text: string | undefined };
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

interface Common {
  readonly accounts: number;
  readonly transactions: number;
  /** Of a plan: at most. */
  readonly feesWei: bigint;
}

export type FundingAnswer =
  | (Common & { readonly errand: "plan" | "fund"; readonly short: number; readonly paidWei: bigint })
  | (Common & { readonly errand: "return"; readonly returnedWei: bigint; readonly leftWei: bigint });

const answerWithinMs = 15_000;
const receiptWithinMs = 180_000;

/** Does the errand. Refused over budget, on another chain, and on a mainnet, before anything is sent. */
export async function runFunding(work: FundingWork): Promise<FundingAnswer> {
  const { errand, url, chainId, eachWei, budgetWei, clock, signal, progress } = work;
  const funder = readKey(work.key.text, work.key.variable);
  const accounts = accountsOf(work);
  using client = createRpcClient({ url, timeoutMs: answerWithinMs, clock });
  const common = { client, chainId, clock, signal, receiptWithinMs };
  if (errand === "return") {
    const report = await returnFunds({ ...common, accounts, to: funder.address });
    return { errand, accounts: accounts.length, ...report };
  }
  const addresses = accounts.map(({ address }) => address);
  const request = { ...common, funder, accounts: addresses, eachWei, budgetWei, progress };
  if (errand === "plan") {
    const { plan } = await planFundingOf(request);
    const { short, payoutWei: paidWei, feesWeiMax: feesWei, batches } = plan;
    return { errand, accounts: accounts.length, short, paidWei, feesWei, transactions: batches.length };
  }
  const { plan, transactions, paidWei, feesWei } = await fundAccounts(request);
  return { errand, accounts: accounts.length, short: plan.short, transactions, paidWei, feesWei };
}

function accountsOf({ loads, seed }: FundingWork): Account[] {
  return loads.flatMap(({ name, accounts: count }) =>
    name === "canary" ? canaryAccounts({ seed, count }) : loadAccounts({ seed, count, load: name }),
  );
}
