import type { EventOf } from "../model/event.ts";

export type SeenBlock = Omit<EventOf<"block.seen">, "type" | "seq" | "atMs" | "wallMs" | "source" | "node">;

/** Reads a JSON-RPC block with full transactions; undefined when it is none. */
export function parseBlock(body: unknown): SeenBlock | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const block = body as Record<string, unknown>;
  const hash = block["hash"];
  const parentHash = block["parentHash"];
  if (typeof hash !== "string" || typeof parentHash !== "string") return undefined;
  const transactions = Array.isArray(block["transactions"]) ? block["transactions"] : [];
  return {
    height: quantity(block["number"]),
    hash,
    parentHash,
    timestampS: quantity(block["timestamp"]),
    gasUsed: quantity(block["gasUsed"]),
    gasLimit: quantity(block["gasLimit"]),
    txs: transactions.map((tx: Record<string, unknown>) => ({
      hash: String(tx["hash"]),
      from: String(tx["from"]).toLowerCase(),
      nonce: quantity(tx["nonce"]),
    })),
  };
}

/** A JSON-RPC quantity ("0x1b4") as a number; heights, nonces and gas of test networks stay far below 2^53. */
export function quantity(value: unknown): number {
  return typeof value === "string" ? Number(value) : Number.NaN;
}
