// What the transaction on a line of a corpus does: it follows from the corpus' kind, its seed and the line, so that any
// thread can make any line.

import { assertNever, present } from "../../base/assert.ts";
import type { Address } from "../../base/ids.ts";
import { seededRandom } from "../../base/random.ts";
import type { CorpusKind } from "../../model/plan.ts";
import {
  counterAddress,
  encodeIncrement,
  encodeTokenTransfer,
  incrementGas,
  tokenAddress,
  tokenTransferGas,
} from "../contracts/calls.ts";
import type { Request } from "./sign-transaction.ts";
import { transferOf } from "./sign-transfer.ts";

/** A corpus of `none` is not made. */
export type SignedKind = Exclude<CorpusKind, "none">;

export interface Composition {
  readonly kind: SignedKind;
  readonly seed: number;
  /** Of the accounts, in their order. */
  readonly addresses: readonly Address[];
}

const amountWei = 1n;
const amountTokens = 1;

/** Every account pays its neighbour, in wei or in tokens, so that balances stay where they are; every second call counts. */
export function composeRequest(composition: Composition, place: { line: number; account: number }): Request {
  const { kind, seed, addresses } = composition;
  const neighbour = present(addresses[(place.account + 1) % addresses.length], `address after ${place.account}`);
  switch (kind) {
    case "transfers":
      return transferOf(neighbour, amountWei);
    case "contracts":
      return seededRandom(seed, `corpus/contracts/${place.line}`).below(2) === 0
        ? { to: counterAddress, valueWei: 0n, gasLimit: incrementGas, data: encodeIncrement() }
        : {
            to: tokenAddress,
            valueWei: 0n,
            gasLimit: tokenTransferGas,
            data: encodeTokenTransfer({ to: neighbour, amount: amountTokens }),
          };
    default:
      return assertNever(kind);
  }
}
