// How rich an account must be to send what a load has for it. A node takes a transaction only from an account that could
// pay the highest price it offers, for everything of that account in its pool; what is paid in the end is far less.

import type { SignedKind } from "../../model/plan.ts";
import { gasLimits } from "../corpus/gas-limits.ts";
import { transferFees } from "../corpus/sign-transfer.ts";

/** On a chain without our contracts. */
const gasOf: Readonly<Partial<Record<SignedKind, number>>> = {
  transfers: gasLimits.transfer,
  "legacy-transfers": gasLimits.transfer,
  "access-list-transfers": gasLimits.accessListTransfer,
  deployments: gasLimits.deployment,
};

/** Those that name one price pay it in full. */
const paysInFull: ReadonlySet<SignedKind> = new Set(["legacy-transfers", "access-list-transfers"]);

/** Transactions of an account that a pool should take before any is included. */
const waitingMax = 8;

/** In wei. `feePerGasWei` is what the chain asks for now, or somewhat more. */
export function balanceNeeded(options: { kind: SignedKind; transactions: number; feePerGasWei: bigint }): bigint {
  const { kind, transactions, feePerGasWei } = options;
  const { maxFeePerGasWei } = transferFees;
  const gas = BigInt(gasOf[kind] ?? gasLimits.hash);
  const expected = paysInFull.has(kind) || feePerGasWei > maxFeePerGasWei ? maxFeePerGasWei : feePerGasWei;
  const waiting = BigInt(Math.min(transactions, waitingMax));
  // A transfer carries one wei besides.
  return gas * (BigInt(transactions) * expected + waiting * maxFeePerGasWei) + BigInt(transactions);
}
