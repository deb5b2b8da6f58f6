// What the receipts of one block say, in a few numbers: enough to compare nodes with each other, and fees with balances.
// Fields: https://github.com/ethereum/execution-apis/blob/main/src/schemas/receipt.yaml

import { createHash } from "node:crypto";

type Fields = Record<string, unknown>;

export interface ReceiptsSummary {
  readonly count: number;
  readonly digest: string;
  readonly gasUsed: number;
  readonly feesWei: bigint;
  readonly tipsWei: bigint;
  /** Transactions that were included but failed. */
  readonly failed: readonly string[];
}

/** Reads the receipts of one block. Throws when they lack something, or belong to another block. */
export function digestReceipts(
  receipts: unknown,
  { hash, baseFeeWei }: { hash: string; baseFeeWei: bigint },
): ReceiptsSummary {
  if (!Array.isArray(receipts)) throw new Error("no receipts");
  const text = createHash("sha256");
  const failed: string[] = [];
  let [gas, feesWei, tipsWei] = [0n, 0n, 0n];
  for (const receipt of receipts as Fields[]) {
    if (textOf(receipt["blockHash"]) !== hash) throw new Error(`the receipts are of block ${receipt["blockHash"]}`);
    const [gasUsed, priceWei] = [amountOf(receipt["gasUsed"]), amountOf(receipt["effectiveGasPrice"])];
    gas += gasUsed;
    feesWei += gasUsed * priceWei;
    tipsWei += gasUsed * (priceWei - baseFeeWei);
    if (amountOf(receipt["status"]) === 0n) failed.push(textOf(receipt["transactionHash"]));
    text.update(canonicalReceipt(receipt));
  }
  const digest = `0x${text.digest("hex")}`;
  return { count: receipts.length, digest, gasUsed: Number(gas), feesWei, tipsWei, failed };
}

/** One line for the receipt and one for each of its logs: what clients must agree on, whatever else they tell. */
function canonicalReceipt(receipt: Fields): string {
  const texts = ["transactionHash", "blockHash"].map((field) => textOf(receipt[field]));
  const amounts = ["transactionIndex", "status", "gasUsed", "cumulativeGasUsed", "effectiveGasPrice"];
  const logs = receipt["logs"];
  if (!Array.isArray(logs)) throw new Error(`the receipt of ${receipt["transactionHash"]} has no logs`);
  const lines = [
    [...texts, ...amounts.map((field) => amountOf(receipt[field]))],
    ...logs.map((log: Fields) => [
      amountOf(log["logIndex"]),
      textOf(log["address"]),
      textOf(log["data"]),
      ...(Array.isArray(log["topics"]) ? log["topics"].map(textOf) : []),
    ]),
  ];
  return lines.map((line) => `${line.join(" ")}\n`).join("");
}

/** Hashes and addresses are compared in lower case, for some clients write addresses in mixed case. */
const textOf = (value: unknown): string => String(value).toLowerCase();

function amountOf(value: unknown): bigint {
  if (typeof value !== "string") throw new Error(`${value} is no quantity`);
  return BigInt(value);
}
