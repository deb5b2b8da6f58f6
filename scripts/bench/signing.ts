// How many transfers one core signs: ours against ethers' Wallet, in the same process and in alternating rounds, so that
// other work on the machine and the JIT's warming up touch both alike. The fastest round of each counts: what makes a
// round slower is never the code. Both make what a corpus needs: the raw
// transaction as hexadecimal text, and its hash.

import { keccak256, Wallet } from "ethers";
import { systemClock } from "../../src/base/clock.ts";
import { loadAccounts } from "../../src/load/corpus/accounts.ts";
import { gasLimits } from "../../src/load/corpus/gas-limits.ts";
import { createTransferSigner } from "../../src/load/corpus/sign-transfer.ts";

const chainId = 1337;
const fees = { maxFeePerGasWei: 100_000_000_000n, maxPriorityFeePerGasWei: 1_000_000_000n };

export interface SigningBench {
  readonly nativePerSecond: number;
  readonly ethersPerSecond: number;
  readonly ratio: number;
}

/** Signs the same transfers both ways. Takes about two seconds. */
export async function benchSigning(
  options: { rounds: number; transfers: number } = { rounds: 15, transfers: 200 },
): Promise<SigningBench> {
  const accounts = loadAccounts({ seed: 1, count: options.transfers, load: "bench" });
  const wallets = accounts.map(({ privateKey }) => new Wallet(`0x${privateKey.toString("hex")}`));
  const sign = createTransferSigner({ chainId, valueWei: 1n, ...fees });
  const to = accounts[0]?.address;
  if (to === undefined) throw new Error("a benchmark of no transfers measures nothing");
  const fastest = { nativeMs: Infinity, ethersMs: Infinity };
  for (let round = 0; round < options.rounds; round++) {
    const startedAtMs = systemClock.nowMs();
    for (const { privateKey } of accounts) sign({ privateKey, to, nonce: round }).raw.toString("hex");
    const nativeDoneAtMs = systemClock.nowMs();
    for (const wallet of wallets) {
      const raw = await wallet.signTransaction({
        type: 2,
        chainId,
        nonce: round,
        gasLimit: gasLimits.transfer,
        to,
        value: 1n,
        maxFeePerGas: fees.maxFeePerGasWei,
        maxPriorityFeePerGas: fees.maxPriorityFeePerGasWei,
      });
      keccak256(raw);
    }
    fastest.nativeMs = Math.min(fastest.nativeMs, nativeDoneAtMs - startedAtMs);
    fastest.ethersMs = Math.min(fastest.ethersMs, systemClock.nowMs() - nativeDoneAtMs);
  }
  const nativePerSecond = (options.transfers * 1000) / fastest.nativeMs;
  const ethersPerSecond = (options.transfers * 1000) / fastest.ethersMs;
  return { nativePerSecond, ethersPerSecond, ratio: nativePerSecond / ethersPerSecond };
}
