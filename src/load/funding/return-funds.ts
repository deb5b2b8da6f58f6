// Sweeps what accounts have left back to whoever paid. A legacy transaction pays its price in full, so what is sent and
// what it costs add up to the balance exactly, and nothing stays behind; on a chain that charges for data besides, as
// rollups do, some does.

import type { Clock } from "../../base/clock.ts";
import type { Address } from "../../base/ids.ts";
import { type RpcClient, resultOf } from "../../platform/rpc.ts";
import type { Account } from "../corpus/accounts.ts";
import { gasLimits } from "../corpus/gas-limits.ts";
import { createSigner } from "../corpus/sign-transaction.ts";
import { askBalances, askNonces, askPrice, checkChain } from "./ask-chain.ts";
import { awaitReceipts } from "./await-receipts.ts";
import { sumOf } from "./plan-funding.ts";

export interface ReturnRequest {
  readonly client: RpcClient;
  readonly chainId: number;
  readonly accounts: readonly Account[];
  readonly to: Address;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  readonly receiptWithinMs: number;
}

export interface ReturnReport {
  readonly transactions: number;
  readonly returnedWei: bigint;
  readonly feesWei: bigint;
  /** What accounts have that is less than a transaction costs, or that transactions in the pool may still spend. */
  readonly leftWei: bigint;
}

/** So that no pool is filled: geth keeps 5120 in all. */
const transactionsPerRound = 1000;
const transactionsPerBatch = 100;

/** Sends every account's balance back, as far as it is worth a transaction. May be repeated. */
export async function returnFunds(request: ReturnRequest): Promise<ReturnReport> {
  const { client, accounts, chainId } = request;
  await checkChain(client, chainId);
  let sums = { transactions: 0, returnedWei: 0n, feesWei: 0n };
  for (let from = 0; from < accounts.length; from += transactionsPerRound) {
    const round = await returnRound(accounts.slice(from, from + transactionsPerRound), request);
    sums = {
      transactions: sums.transactions + round.transactions,
      returnedWei: sums.returnedWei + round.returnedWei,
      feesWei: sums.feesWei + round.feesWei,
    };
  }
  const addresses = accounts.map(({ address }) => address);
  return { ...sums, leftWei: sumOf(await askBalances(client, addresses)) };
}

async function returnRound(
  accounts: readonly Account[],
  request: ReturnRequest,
): Promise<Omit<ReturnReport, "leftWei">> {
  const { client, chainId, to } = request;
  const addresses = accounts.map(({ address }) => address);
  const [{ feePerGasWeiMax: price }, balances, latest, pending] = await Promise.all([
    askPrice(client),
    askBalances(client, addresses),
    askNonces(client, addresses),
    askNonces(client, addresses, "pending"),
  ]);
  const sign = createSigner({ chainId, maxFeePerGasWei: price, maxPriorityFeePerGasWei: price });
  const gasLimit = gasLimits.transfer;
  const feeWei = BigInt(gasLimit) * price;
  const signed = accounts.flatMap(({ privateKey }, index) => {
    const [balance = 0n, nonce = 0] = [balances[index], latest[index]];
    // What waits in the pool will spend from it: taking it away would only make that fail.
    if (balance <= feeWei || pending[index] !== nonce) return [];
    const valueWei = balance - feeWei;
    const { raw } = sign({ envelope: "legacy", privateKey, nonce, to, valueWei, gasLimit, data: new Uint8Array() });
    return [{ raw: `0x${raw.toString("hex")}`, valueWei }];
  });
  const raws = signed.map(({ raw }) => raw);
  const hashes = await sendAll(client, raws);
  const feesWei = await awaitReceipts(client, hashes, { ...request, withinMs: request.receiptWithinMs });
  return { transactions: signed.length, returnedWei: sumOf(signed.map(({ valueWei }) => valueWei)), feesWei };
}

async function sendAll(client: RpcClient, raws: readonly string[]): Promise<string[]> {
  const hashes: string[] = [];
  for (let from = 0; from < raws.length; from += transactionsPerBatch) {
    const part = raws.slice(from, from + transactionsPerBatch);
    const answers = await client.batch(part.map((raw) => ({ method: "eth_sendRawTransaction", params: [raw] })));
    for (const answer of answers) hashes.push(String(resultOf(answer)));
  }
  return hashes;
}
