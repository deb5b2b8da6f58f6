// Hand-written last looks at the state, for tests of checkers; blocks are named as in hand-journal.ts.

import type { EventBody, EventOf } from "../model/event.ts";

type Body<T extends EventBody["type"]> = Extract<EventBody, { type: T }>;

const at = (node: string, hash: string) => ({ node, height: Number(hash.slice(1)), hash });

/** `node` calls this block final. */
export const finalized = (node: string, hash: string): EventBody => ({ type: "finality.sampled", ...at(node, hash) });

/** The block with gas and a base fee. */
export function paying(body: EventBody, fees: { gasUsed: number; baseFeeWei?: string }): EventBody {
  return body.type === "block.seen" ? { ...body, ...fees } : body;
}

/** One receipt of 10 gas that paid 30 wei, 5 of them as a tip, unless told otherwise. */
export const receipts = (
  node: string,
  hash: string,
  change: Partial<Omit<EventOf<"receipts.read">, "node" | "hash">> = {},
): Body<"receipts.read"> => ({
  type: "receipts.read",
  ...at(node, hash),
  stateRoot: `state of ${hash}`,
  receiptsRoot: `receipts of ${hash}`,
  count: 1,
  gasUsed: 10,
  digest: `digest of ${hash}`,
  feesWei: "30",
  tipsWei: "5",
  failed: [],
  ...change,
});

export const balances = (
  node: string,
  hash: string,
  sums: { totalWei: string; sealersWei: string; digest?: string; accounts?: number },
): Body<"balances.read"> => ({
  type: "balances.read",
  ...at(node, hash),
  accounts: 3,
  digest: `balances at ${hash}`,
  ...sums,
});

/** `what`: "counter/count", "token/totalSupply" or "token/sumOfBalances". */
export function contractRead(node: string, hash: string, reading: { what: string; value: string }): EventBody {
  const [contract = "", what = ""] = reading.what.split("/");
  return { type: "contract.read", ...at(node, hash), contract, address: `0x${contract}`, what, value: reading.value };
}

export const notRead = (node: string, hash: string, what: string): EventBody => ({
  type: "state.read-failed",
  node,
  what,
  height: at(node, hash).height,
  error: "timeout",
});
