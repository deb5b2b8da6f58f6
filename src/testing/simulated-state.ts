// What the accounts and contracts of a simulated network hold: gas, base fee and tips as arithmetic over its blocks, so
// that every sum in a simulated journal is right to the wei.

import type { SimulatedBlock, SimulatedTx } from "./simulated-network.ts";

export const simulatedCounter = `0x${"c0".repeat(20)}`;
export const simulatedToken = `0x${"70".repeat(20)}`;

/** `increment()` and `transfer(address,uint256)`. */
export const simulatedCalls = [
  { to: simulatedCounter, selector: "0xd09de08a" },
  { to: simulatedToken, selector: "0xa9059cbb" },
] as const;

const initialBalanceWei = 10n ** 21n;
const tipPerGasWei = 1_500_000_007n;
export const tokenSupply = 10n ** 24n;

const gasOf = (tx: SimulatedTx): number => (tx.call === undefined ? 21_000 : 43_700);

export const gasUsedBy = (block: SimulatedBlock): number => block.txs.reduce((sum, tx) => sum + gasOf(tx), 0);

/** Another one for every block, as on a real chain. */
export const baseFeeWeiOf = (block: SimulatedBlock): bigint => 875_000_003n + BigInt(block.height) * 11n;

const burnedWeiIn = (block: SimulatedBlock): bigint => BigInt(gasUsedBy(block)) * baseFeeWeiOf(block);
export const tipsWeiIn = (block: SimulatedBlock): bigint => BigInt(gasUsedBy(block)) * tipPerGasWei;
export const feesWeiIn = (block: SimulatedBlock): bigint => burnedWeiIn(block) + tipsWeiIn(block);

export interface SimulatedHoldings {
  readonly totalWei: bigint;
  readonly sealersWei: bigint;
  readonly count: number;
}

/** The state after the last of these blocks; they begin with genesis. */
export function holdingsAfter(
  blocks: readonly SimulatedBlock[],
  { accounts, sealers }: { accounts: number; sealers: number },
): SimulatedHoldings {
  const sum = (amountOf: (block: SimulatedBlock) => bigint) => blocks.reduce((all, one) => all + amountOf(one), 0n);
  const isIncrement = (tx: SimulatedTx) => tx.call?.to === simulatedCounter;
  return {
    totalWei: BigInt(accounts) * initialBalanceWei - sum(burnedWeiIn),
    sealersWei: BigInt(sealers) * initialBalanceWei + sum(tipsWeiIn),
    count: blocks.reduce((all, block) => all + block.txs.filter(isIncrement).length, 0),
  };
}
