// A node that has a chain of blocks and balances, but no network: it answers what the last look at the state asks.

import type { RpcAnswer, RpcCall, RpcClient } from "../platform/rpc.ts";

export interface FakeNodeOptions {
  /** Height of its head. */
  readonly height: number;
  /** Balance of an account in the state after a block, in wei. */
  readonly balanceOf?: (account: string, height: number) => bigint;
  /** States below are forgotten. Default 0. */
  readonly statesFrom?: number;
  /** Transactions in the block at a height. Default 0. */
  readonly txsAt?: (height: number) => number;
  /** Called before each request; what it returns is the answer to all of its calls. */
  readonly instead?: (calls: readonly RpcCall[]) => Promise<RpcAnswer | undefined>;
}

export interface FakeNodeClient extends RpcClient {
  /** Methods and first parameters, by request. */
  readonly asked: readonly (readonly string[])[];
}

export const hashAt = (height: number): string => `0xb${height}`;
const heightOf = (hash: string): number => Number(hash.slice("0xb".length));

/** Each transaction uses 21,000 gas at a price of 10 wei, of which 7 are burned. */
export function fakeNodeClient(options: FakeNodeOptions): FakeNodeClient {
  const asked: string[][] = [];
  const answer = ({ method, params }: RpcCall): RpcAnswer => {
    const result = resultFor(options, { method, params });
    return result === missing
      ? { kind: "error", code: -32000, message: "missing trie node" }
      : { kind: "result", result };
  };
  const request = async (calls: readonly RpcCall[]): Promise<RpcAnswer[]> => {
    asked.push(calls.map(({ method, params }) => `${method} ${JSON.stringify(params[0])}`));
    const instead = await options.instead?.(calls);
    return calls.map((call) => instead ?? answer(call));
  };
  return {
    url: "fake",
    asked,
    call: async (method, params) => (await request([{ method, params }]))[0] as RpcAnswer,
    batch: request,
    [Symbol.dispose]() {},
  };
}

const missing = Symbol("missing");

function resultFor(options: FakeNodeOptions, { method, params: [first, state] }: RpcCall): unknown {
  const txs = (height: number) => options.txsAt?.(height) ?? 0;
  const stateHeight =
    typeof state === "string" ? Number(state) : heightOf((state as { blockHash: string })?.blockHash ?? "");
  const known = stateHeight <= options.height && stateHeight >= (options.statesFrom ?? 0);
  switch (method) {
    case "eth_blockNumber":
      return `0x${options.height.toString(16)}`;
    case "clique_getSigners":
      return ["0xSEALER"];
    case "eth_getBlockByNumber":
      return Number(first) > options.height ? null : header(Number(first), txs(Number(first)));
    case "eth_getBlockReceipts":
      return Number(first) > options.height ? null : receipts(Number(first), txs(Number(first)));
    case "eth_getBalance":
      return known ? `0x${(options.balanceOf?.(String(first), stateHeight) ?? 0n).toString(16)}` : missing;
    case "eth_call":
      return known
        ? `0x${BigInt((first as { data: string }).data)
            .toString(16)
            .padStart(64, "0")}`
        : missing;
    default:
      return missing;
  }
}

const header = (height: number, txs: number) => ({
  number: `0x${height.toString(16)}`,
  hash: hashAt(height),
  miner: "0xMINER",
  stateRoot: `0xs${height}`,
  receiptsRoot: `0xr${height}`,
  baseFeePerGas: "0x7",
  gasUsed: `0x${(21_000 * txs).toString(16)}`,
});

const receipts = (height: number, txs: number) =>
  Array.from({ length: txs }, (_, index) => ({
    transactionHash: `0x${height}${index}`,
    blockHash: hashAt(height),
    transactionIndex: `0x${index.toString(16)}`,
    status: "0x1",
    gasUsed: "0x5208",
    cumulativeGasUsed: `0x${(21_000 * (index + 1)).toString(16)}`,
    effectiveGasPrice: "0xa",
    logs: [],
  }));
