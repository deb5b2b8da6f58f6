// Sends transactions signed beforehand. Each user walks its own lines of the corpus and goes on to the next one only when
// the node has taken this one or can never take it: so the nonces of an account leave no gap that would hold up all later
// ones. Each attempt is an operation.

import { openCorpus } from "./corpus.ts";
import { nothingToDo, operation } from "./operation.ts";
import { type LoadDefaults, vusOf } from "./options.ts";
import { call, type RpcAnswer } from "./rpc.ts";

/** Opens the corpus, and returns what a user does in an iteration. For a script's outermost level, where k6 opens files. */
export function createSubmitter(defaults: LoadDefaults): () => void {
  const corpus = openCorpus(vusOf(defaults));
  /** Whether an attempt with the current transaction got no answer: it may be on its way already. */
  let inDoubt = false;
  return () => {
    const entry = corpus.current();
    if (entry === undefined) {
      nothingToDo("the corpus is used up");
      return;
    }
    operation(`transaction/${entry.line}`, () => {
      const answer = call("eth_sendRawTransaction", [entry.raw]);
      const past = isPast(answer);
      // A used nonce after an attempt in doubt: that attempt got through, no one else signs for this account.
      const accepted = answer.outcome === "ok" || isKnown(answer) || (past && inDoubt);
      if (accepted || past) {
        corpus.advance();
        inDoubt = false;
      } else if (answer.outcome === "unknown") {
        inDoubt = true;
      }
      return accepted ? { outcome: "ok" } : answer;
    });
  };
}

/** The pool has it already, from an attempt whose answer was lost. */
function isKnown(answer: RpcAnswer): boolean {
  return /already known|already imported|known transaction/i.test(answer.error ?? "");
}

/** Its nonce is used: it can never be taken again. */
function isPast(answer: RpcAnswer): boolean {
  return /nonce too low/i.test(answer.error ?? "");
}
