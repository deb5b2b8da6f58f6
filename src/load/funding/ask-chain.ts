// Questions that paying needs answered. Every one throws when the node does not answer: nothing is assumed of money.

import { ChaindrillError, EnvironmentError, exitCode } from "../../base/errors.ts";
import type { Address } from "../../base/ids.ts";
import { mainnets } from "../../model/mainnets.ts";
import { type RpcCall, type RpcClient, resultOf } from "../../platform/rpc.ts";

const callsPerBatch = 250;

/** Throws unless the node is of that chain, and the chain is not one on which money is real. */
export async function checkChain(client: RpcClient, chainId: number): Promise<void> {
  const name = mainnets.get(chainId);
  if (name !== undefined) {
    throw new ChaindrillError({
      message: `chain ${chainId} is ${name}, a mainnet: Chaindrill sends nothing there`,
      exitCode: exitCode.invalidInput,
    });
  }
  const found = Number(await ask(client, "eth_chainId", []));
  if (found === chainId) return;
  throw new EnvironmentError({
    message: `expected chain ${chainId} at ${hostOf(client.url)}, found ${found}; nothing was sent`,
    hint: "Check the URL, or the chain id that was given.",
  });
}

/** A URL may carry a key behind its host, which must not be shown. */
export const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);

export interface Price {
  /** Undefined on a chain without base fee (EIP-1559). */
  readonly tipWei: bigint | undefined;
  readonly feePerGasWeiMax: bigint;
  readonly blockGasLimit: number;
}

const tipWeiMin = 1_000_000_000n;

/** What a transaction should offer: enough when the base fee doubles before it is included. */
export async function askPrice(client: RpcClient): Promise<Price> {
  const block = (await ask(client, "eth_getBlockByNumber", ["latest", false])) as Record<string, unknown> | null;
  const blockGasLimit = Number(block?.["gasLimit"]);
  const baseFee = block?.["baseFeePerGas"];
  if (typeof baseFee !== "string") {
    const price = BigInt(String(await ask(client, "eth_gasPrice", [])));
    return { tipWei: undefined, feePerGasWeiMax: price, blockGasLimit };
  }
  const answer = await client.call("eth_maxPriorityFeePerGas", []);
  const told = answer.kind === "result" ? BigInt(String(answer.result)) : 0n;
  const tipWei = told > tipWeiMin ? told : tipWeiMin;
  return { tipWei, feePerGasWeiMax: 2n * BigInt(baseFee) + tipWei, blockGasLimit };
}

/** In the order of the accounts, in the state of the latest block. */
export const askBalances = async (client: RpcClient, accounts: readonly Address[]): Promise<bigint[]> =>
  (await askEach(client, accounts, "eth_getBalance")).map((answer) => BigInt(String(answer)));

/** How many transactions each account has in blocks, or, with `pending`, in the pool as well. */
export const askNonces = async (
  client: RpcClient,
  accounts: readonly Address[],
  state: "latest" | "pending" = "latest",
): Promise<number[]> => (await askEach(client, accounts, "eth_getTransactionCount", state)).map(Number);

function askEach(client: RpcClient, accounts: readonly Address[], method: string, state = "latest") {
  return askAll(
    client,
    accounts.map((account) => ({ method, params: [account, state] })),
  );
}

/** Results in the order of the calls, some in each request. */
export async function askAll(client: RpcClient, calls: readonly RpcCall[]): Promise<unknown[]> {
  const results: unknown[] = [];
  for (let from = 0; from < calls.length; from += callsPerBatch) {
    const answers = await client.batch(calls.slice(from, from + callsPerBatch));
    for (const answer of answers) results.push(resultOf(answer));
  }
  return results;
}

export const ask = async (client: RpcClient, method: string, params: readonly unknown[]): Promise<unknown> =>
  resultOf(await client.call(method, params));
