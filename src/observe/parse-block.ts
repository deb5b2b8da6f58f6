import type { EventOf } from "../model/event.ts";

export type SeenBlock = Omit<EventOf<"block.seen">, "type" | "seq" | "atMs" | "wallMs" | "source" | "node">;

/** Reads a JSON-RPC block with full transactions; undefined when it is none. */
export function parseBlock(body: unknown): SeenBlock | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const block = body as Record<string, unknown>;
  const hash = block["hash"];
  const parentHash = block["parentHash"];
  if (typeof hash !== "string" || typeof parentHash !== "string") return undefined;
  const baseFee = block["baseFeePerGas"];
  const transactions = Array.isArray(block["transactions"]) ? block["transactions"] : [];
  return {
    height: quantity(block["number"]),
    hash,
    parentHash,
    timestampS: quantity(block["timestamp"]),
    gasUsed: quantity(block["gasUsed"]),
    gasLimit: quantity(block["gasLimit"]),
    ...(typeof baseFee === "string" ? { baseFeeWei: BigInt(baseFee).toString() } : {}),
    txs: transactions.map((tx: Record<string, unknown>) => ({
      hash: String(tx["hash"]),
      from: String(tx["from"]).toLowerCase(),
      nonce: quantity(tx["nonce"]),
      ...callOf(tx),
    })),
  };
}

/** 0x and the four bytes that name a function. */
const selectorLength = 10;

/** What a contract was asked; nothing for a transfer, and for a creation, which asks nobody. */
function callOf({ to, input }: Record<string, unknown>): { call?: { to: string; selector: string } } {
  if (typeof to !== "string" || typeof input !== "string" || input.length < selectorLength) return {};
  return { call: { to: to.toLowerCase(), selector: input.slice(0, selectorLength).toLowerCase() } };
}

/** A JSON-RPC quantity ("0x1b4") as a number; heights, nonces and gas of test networks stay far below 2^53. */
export function quantity(value: unknown): number {
  return typeof value === "string" ? Number(value) : Number.NaN;
}
