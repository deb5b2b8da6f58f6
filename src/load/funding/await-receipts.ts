import type { Clock } from "../../base/clock.ts";
import { EnvironmentError } from "../../base/errors.ts";
import { poll } from "../../base/poll.ts";
import type { RpcClient } from "../../platform/rpc.ts";
import { askAll } from "./ask-chain.ts";
import { sumOf } from "./plan-funding.ts";

export interface Waiting {
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** For all of them together. */
  readonly withinMs: number;
}

interface Receipt {
  readonly transactionHash: string;
  readonly status: string;
  readonly gasUsed: string;
  readonly effectiveGasPrice: string;
}

const askEveryMs = 250;

/** Waits until every transaction is in a block, and returns what was paid for gas. Throws when one of them failed. */
export async function awaitReceipts(client: RpcClient, hashes: readonly string[], waiting: Waiting): Promise<bigint> {
  const receipts: Receipt[] = [];
  let left = [...hashes];
  const awaited = `the receipts of ${hashes.length} transactions`;
  await poll({ ...waiting, awaited, everyMs: askEveryMs }, async () => {
    const calls = left.map((hash) => ({ method: "eth_getTransactionReceipt", params: [hash] }));
    const found = (await askAll(client, calls)) as (Receipt | null)[];
    left = left.filter((_, index) => found[index] === null);
    receipts.push(...found.filter((receipt) => receipt !== null));
    return left.length === 0 ? { done: true } : { notYet: `${left.length} in no block yet, among them ${left[0]}` };
  });
  const failed = receipts.filter(({ status }) => Number(status) !== 1);
  if (failed.length === 0) {
    return sumOf(receipts.map(({ gasUsed, effectiveGasPrice }) => BigInt(gasUsed) * BigInt(effectiveGasPrice)));
  }
  throw new EnvironmentError({
    message: `${failed.length} of ${hashes.length} transactions failed, among them ${failed[0]?.transactionHash}; what they would have paid was not paid`,
    hint: "Run the same command again: it pays only what is still short.",
  });
}
