import type { Address } from "../../base/ids.ts";
import { type Payout, payoutGasLimit, payoutsPerTransaction } from "./payout-code.ts";

export interface FundingPlan {
  /** One transaction each; empty when no account is short. */
  readonly batches: readonly (readonly Payout[])[];
  /** Accounts that have less than they should. */
  readonly short: number;
  readonly payoutWei: bigint;
  /** At the highest price that is offered, with all gas used. */
  readonly feesWeiMax: bigint;
  /** What it can cost at most. */
  readonly costWeiMax: bigint;
}

/** Works out who gets how much, and what that can cost, before anything is sent. Who has enough gets nothing. */
export function planFunding(options: {
  balances: readonly { readonly account: Address; readonly balanceWei: bigint }[];
  eachWei: bigint;
  blockGasLimit: number;
  feePerGasWeiMax: bigint;
}): FundingPlan {
  const { balances, eachWei, blockGasLimit, feePerGasWeiMax } = options;
  const payouts = balances
    .filter(({ balanceWei }) => balanceWei < eachWei)
    .map(({ account, balanceWei }): Payout => ({ to: account, amountWei: eachWei - balanceWei }));
  const size = payoutsPerTransaction(blockGasLimit);
  const batches: Payout[][] = [];
  for (let from = 0; from < payouts.length; from += size) batches.push(payouts.slice(from, from + size));
  const payoutWei = sumOf(payouts.map(({ amountWei }) => amountWei));
  const gas = sumOf(batches.map((batch) => BigInt(payoutGasLimit(batch.length))));
  const feesWeiMax = gas * feePerGasWeiMax;
  return { batches, short: payouts.length, payoutWei, feesWeiMax, costWeiMax: payoutWei + feesWeiMax };
}

export const sumOf = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n);
