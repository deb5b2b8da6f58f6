import type { Address } from "../../base/ids.ts";
import { gasLimits } from "./gas-limits.ts";
import { createSigner, type Request, type SignedTransaction, type SigningTerms } from "./sign-transaction.ts";

const gwei = 1_000_000_000n;
/**
 * Well above what a chain under load asks for. Canaries pay the same as the load: they wait in the queue of everybody,
 * or they would measure a queue of their own.
 */
export const transferFees = { maxFeePerGasWei: 100n * gwei, maxPriorityFeePerGasWei: gwei };

export interface TransferTerms extends SigningTerms {
  readonly valueWei: bigint;
}

export interface Transfer {
  readonly privateKey: Uint8Array;
  readonly to: Address;
  readonly nonce: number;
}

const noData = new Uint8Array();

/** What a transfer of value asks for. */
export const transferOf = (to: Address, valueWei: bigint): Request => ({
  envelope: "dynamic-fee",
  to,
  valueWei,
  gasLimit: gasLimits.transfer,
  data: noData,
});

/** Signs transfers of one amount. */
export function createTransferSigner(terms: TransferTerms): (transfer: Transfer) => SignedTransaction {
  const sign = createSigner(terms);
  return ({ privateKey, to, nonce }) => sign({ privateKey, nonce, ...transferOf(to, terms.valueWei) });
}
