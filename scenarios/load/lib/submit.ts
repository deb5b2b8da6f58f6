// Sends transactions signed beforehand. Each user walks its own lines of the corpus and lets go of one only when the node
// has taken it or can never take it: so the nonces of an account leave no gap that would hold up all later ones. Each
// attempt is an operation.

import { type CorpusEntry, openCorpus } from "./corpus.ts";
import { nothingToDo, operations, takePlace } from "./operation.ts";
import { type LoadDefaults, plannedLoad, vusOf } from "./options.ts";
import { call, callBatch, type RpcAnswer } from "./rpc.ts";

interface Held extends CorpusEntry {
  /** An attempt got no answer: it may be on its way already. */
  inDoubt: boolean;
}

/** Opens the corpus, and returns what a user does in an iteration. For a script's outermost level, where k6 opens files. */
export function createSubmitter(defaults: LoadDefaults): () => void {
  const corpus = openCorpus(vusOf(defaults));
  /** What the next request carries, in the order of the corpus: first what the one before could not get rid of. */
  let held: Held[] = [];
  return () => {
    if (!takePlace()) return;
    const { batchSize } = plannedLoad();
    for (let entry = corpus.current(); entry !== undefined && held.length < batchSize; entry = corpus.current()) {
      held.push({ line: entry.line, raw: entry.raw, inDoubt: false });
      corpus.advance();
    }
    if (held.length === 0) {
      nothingToDo();
      return;
    }
    const whats = held.map(({ line }) => `transaction/${line}`);
    operations(whats, () => {
      const settled = send(held).map((answer, element) => settle(answer, held[element]));
      held = held.filter((_, element) => settled[element]?.over !== true);
      return settled.map(({ answer }) => answer);
    });
  };
}

function send(held: readonly Held[]): readonly RpcAnswer[] {
  if (plannedLoad().batchSize === 1) return held.map(({ raw }) => call("eth_sendRawTransaction", [raw]));
  return callBatch(held.map(({ raw }) => ({ method: "eth_sendRawTransaction", params: [raw] })));
}

const taken = { over: true, answer: { outcome: "ok" } } as const;

/** Whether a transaction is done with, and how the attempt counts. */
function settle(answer: RpcAnswer, entry: Held | undefined): { readonly over: boolean; readonly answer: RpcAnswer } {
  if (answer.outcome === "ok") return taken;
  const past = isPast(answer);
  // A used nonce after an attempt in doubt: that attempt got through, no one else signs for this account.
  const accepted = isKnown(answer) || (past && entry?.inDoubt === true);
  if (entry !== undefined && answer.outcome === "unknown") entry.inDoubt = true;
  return accepted ? taken : { over: past, answer };
}

/** The pool has it already, from an attempt whose answer was lost. */
function isKnown(answer: RpcAnswer): boolean {
  return /already known|already imported|known transaction/i.test(answer.error ?? "");
}

/** Its nonce is used: it can never be taken again. */
function isPast(answer: RpcAnswer): boolean {
  return /nonce too low/i.test(answer.error ?? "");
}
