import type { TransactionFate } from "../model/operation.ts";
import type { Ledger } from "./ledger/ledger.ts";

/** What became of every transaction, in the order of the loads and of their schedules; canaries last. */
export function tellFates(ledger: Ledger): TransactionFate[] {
  return ledger.entries.map(({ invocation, finalBlock, includedAtMs, fate }) => ({
    ...invocation,
    block: finalBlock?.hash ?? null,
    height: finalBlock?.height ?? null,
    includedAtMs,
    fate,
  }));
}
