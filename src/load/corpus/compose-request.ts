// What the transaction on a line of a corpus does: it follows from the corpus' kind, its seed and the line, so that any
// thread can make any line.

import { assertNever, present } from "../../base/assert.ts";
import type { Address } from "../../base/ids.ts";
import { seededRandom } from "../../base/random.ts";
import type { SignedKind } from "../../model/plan.ts";
import {
  counterAddress,
  encodeHash,
  encodeIncrement,
  encodeLog,
  encodeTokenApproval,
  encodeTokenTransfer,
  encodeWrite,
  hasherAddress,
  loggerAddress,
  slotsAddress,
  tokenAddress,
} from "../contracts/calls.ts";
import { creationCode } from "../contracts/deployments.ts";
import { gasLimits } from "./gas-limits.ts";
import { neighbourIndex } from "./layout.ts";
import type { Request } from "./sign-transaction.ts";
import { transferOf } from "./sign-transfer.ts";

export interface Composition {
  readonly kind: SignedKind;
  readonly seed: number;
  /** Of the accounts, in their order. */
  readonly addresses: readonly Address[];
}

/** Where a transaction stands: its line, and the account and nonce that follow from it. */
export interface Place {
  readonly line: number;
  readonly account: number;
  readonly nonce: number;
}

const amountWei = 1n;
const amountTokens = 1;
const firstSlot = new Uint8Array(32);

/** Every account pays, or approves, its neighbour; a call goes to the contract of its kind. */
export function composeRequest(composition: Composition, place: Place): Request {
  const { kind, addresses } = composition;
  const neighbour = present(
    addresses[neighbourIndex(place.account, addresses.length)],
    `the neighbour of account ${place.account}`,
  );
  switch (kind) {
    case "transfers":
      return transferOf(neighbour, amountWei);
    case "legacy-transfers":
      return { ...transferOf(neighbour, amountWei), envelope: "legacy" };
    case "access-list-transfers":
      return {
        ...transferOf(neighbour, amountWei),
        envelope: "access-list",
        gasLimit: gasLimits.accessListTransfer,
        access: { address: neighbour, slot: firstSlot },
      };
    case "token-transfers":
      return tokenTransfer(neighbour);
    case "token-approvals": {
      // One more each time, so that allowances count approvals (model/counted-calls.ts).
      const data = encodeTokenApproval({ spender: neighbour, amount: place.nonce + 1 });
      return callOf(tokenAddress, data, gasLimits.tokenApproval);
    }
    case "deployments":
      return callOf(undefined, creationCode, gasLimits.deployment);
    case "storage-writes":
      return callOf(slotsAddress, encodeWrite(), gasLimits.slotsWrite);
    case "computation":
      return callOf(hasherAddress, encodeHash(), gasLimits.hash);
    case "logs":
      return callOf(loggerAddress, encodeLog(), gasLimits.log);
    case "contracts":
      return seededRandom(composition.seed, `corpus/contracts/${place.line}`).below(2) === 0
        ? callOf(counterAddress, encodeIncrement(), gasLimits.increment)
        : tokenTransfer(neighbour);
    default:
      return assertNever(kind);
  }
}

const tokenTransfer = (to: Address): Request =>
  callOf(tokenAddress, encodeTokenTransfer({ to, amount: amountTokens }), gasLimits.tokenTransfer);

const callOf = (to: Address | undefined, data: Uint8Array, gasLimit: number): Request => ({
  envelope: "dynamic-fee",
  to,
  valueWei: 0n,
  gasLimit,
  data,
});
