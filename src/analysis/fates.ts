import type { TransactionFate } from "../model/operation.ts";
import type { Ledger } from "./ledger/ledger.ts";

/** What became of every transaction, in the order of the loads and of their schedules; canaries last. */
export function* tellFates(ledger: Ledger): Iterable<TransactionFate> {
  for (const { invocation, finalBlock, includedAtMs, fate } of ledger.entries) {
    const { load, hash, from, nonce, intendedAtMs, sentAtMs, doneAtMs, outcome } = invocation;
    const times = { intendedAtMs, sentAtMs, doneAtMs };
    const where = { block: finalBlock?.hash ?? null, height: finalBlock?.height ?? null, includedAtMs };
    yield { load, hash, from, nonce, ...times, outcome, ...where, fate };
  }
}
