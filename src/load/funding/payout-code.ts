// One transaction that pays many accounts: it creates a contract whose creation code makes the payments and destroys
// itself. Nothing stays on the chain, on any fork since London: a contract that destroys itself in the transaction that
// creates it is removed also after EIP-6780 (https://eips.ethereum.org/EIPS/eip-6780), and no instruction is younger.
//
//   PUSH1 0                                     [0]
//   each   DUP1 DUP1 DUP1 DUP1                  [0 0 0 0 0]      nothing is passed in or returned
//          PUSHn amount  PUSH20 to  GAS         [gas to amount 0 0 0 0 0]
//          CALL                                 [success 0]
//          ISZERO PUSH2 fail JUMPI              [0]              one payment that fails undoes all
//   CALLER SELFDESTRUCT                         what is left goes back to whoever pays
//   fail:  JUMPDEST PUSH1 0 DUP1 REVERT

import type { Address } from "../../base/ids.ts";

export interface Payout {
  readonly to: Address;
  readonly amountWei: bigint;
}

const op = {
  iszero: 0x15,
  caller: 0x33,
  jumpi: 0x57,
  gas: 0x5a,
  jumpdest: 0x5b,
  push1: 0x60,
  push2: 0x61,
  push20: 0x73,
  dup1: 0x80,
  call: 0xf1,
  revert: 0xfd,
  selfdestruct: 0xff,
} as const;

/** Creation code that pays all of them out of the transaction's value. */
export function payoutCode(payouts: readonly Payout[]): Buffer {
  const lengths = payouts.map(({ amountWei }) => fixedBytes + amountBytes(amountWei).length);
  const failAt = 2 + lengths.reduce((sum, length) => sum + length, 0) + 2;
  const parts = payouts.map(({ to, amountWei }) => {
    const amount = amountBytes(amountWei);
    return Buffer.concat([
      Buffer.from([op.dup1, op.dup1, op.dup1, op.dup1, op.push1 - 1 + amount.length]),
      amount,
      Buffer.from([op.push20]),
      Buffer.from(to.slice(2), "hex"),
      Buffer.from([op.gas, op.call, op.iszero, op.push2, failAt >>> 8, failAt & 0xff, op.jumpi]),
    ]);
  });
  const tail = [op.caller, op.selfdestruct, op.jumpdest, op.push1, 0, op.dup1, op.revert];
  return Buffer.concat([Buffer.from([op.push1, 0]), ...parts, Buffer.from(tail)]);
}

/** Of a payment's code, without the amount. */
const fixedBytes = 5 + 1 + 20 + 7;

function amountBytes(amountWei: bigint): Buffer {
  const hex = amountWei.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
}

/**
 * A transaction costs 53,000 when it creates; a payment 9000 for the value, 25,000 for an account that is new, 2600 for
 * one that was not touched yet, and about 700 for its code's bytes.
 */
const gasPerTransaction = 65_000;
const gasPerPayout = 38_000;

/** Never too little, and a few percent too much. */
export const payoutGasLimit = (payouts: number): number => gasPerTransaction + payouts * gasPerPayout;

/** Since Osaka no transaction may have more: https://eips.ethereum.org/EIPS/eip-7825 */
const gasPerTransactionMax = 16_000_000;

/** So many payments fit into a transaction that leaves half of a block to others; at least one. */
export function payoutsPerTransaction(blockGasLimit: number): number {
  const gas = Math.min(blockGasLimit / 2, gasPerTransactionMax);
  return Math.max(1, Math.floor((gas - gasPerTransaction) / gasPerPayout));
}
