// Which accounts of a load wait for a transaction that a node does not have. A look costs one question for each account
// that sent anything.
//
//   accepted   0 1 2 3 4 5 6          the node's pending count is 3: it has 0 to 2, in blocks or in its pool, and would
//   has        0 1 2   4 5            take 3 next; 4 and 5 wait for it, and so would everything later

import type { RpcClient } from "../../platform/rpc.ts";
import type { SubmittedNonces } from "./submitted-nonces.ts";

export interface StuckAccount {
  readonly account: number;
  /** The first that is missing. */
  readonly nonce: number;
}

/** geth takes a thousand questions in a request, other clients fewer. */
const questionsPerBatch = 250;

/** Accounts with something accepted that the node has neither in a block nor ready in its pool. */
export async function findStuckAccounts(submitted: SubmittedNonces, client: RpcClient): Promise<StuckAccount[]> {
  const asked = [...submitted.accounts.keys()].filter((account) => submitted.highestAccepted(account) >= 0);
  const stuck: StuckAccount[] = [];
  for (let from = 0; from < asked.length; from += questionsPerBatch) {
    const part = asked.slice(from, from + questionsPerBatch);
    const answers = await client.batch(
      part.map((account) => ({
        method: "eth_getTransactionCount",
        params: [submitted.accounts[account], "pending"],
      })),
    );
    for (const [position, answer] of answers.entries()) {
      const account = part[position];
      // Another look comes soon: what was not answered now is asked then.
      if (account === undefined || answer.kind !== "result") continue;
      const nonce = Number(answer.result);
      if (nonce <= submitted.highestAccepted(account)) stuck.push({ account, nonce });
    }
  }
  return stuck;
}
