// Which transaction stands on which line of a corpus. A virtual user owns the accounts whose index leaves the same
// remainder, and one run of lines, over which its accounts take turns: nonces stay in order although users do not
// know of each other, and a transaction that is stuck holds up only its own account.
//
//   vus = 2, accounts = 4          line   0    1    2    3    4    5  | 6    7    8    9   10   11
//   user 1: accounts 0, 2          user   1    1    1    1    1    1  | 2    2    2    2    2    2
//   user 2: accounts 1, 3          acct   0    2    0    2    0    2  | 1    3    1    3    1    3
//                                  nonce  0    0    1    1    2    2  | 0    0    1    1    2    2

import { assert } from "../../base/assert.ts";
import type { K6Load } from "../../model/plan.ts";
import { offeredCount } from "../schedule.ts";

export interface CorpusLayout {
  readonly accounts: number;
  readonly vus: number;
  readonly linesPerVu: number;
}

/** With four accounts to a user, a pool that keeps 16 transactions of an account (geth) keeps 64 of each user. */
const accountsPerVu = 4;
/** k6 hands ticks to idle users in turn, so they use up their lines evenly, except for those that had to wait. */
const margin = 1.25;
const linesPerVuMin = 16;

/** Accounts a load signs with; genesis must fund that many. */
export const accountCount = (spec: Pick<K6Load, "vus">): number => spec.vus * accountsPerVu;

/** Lines enough for the load's whole duration at its rate, with a margin. */
export function layoutFor(options: { spec: Pick<K6Load, "vus" | "rate">; maxDurationMs: number }): CorpusLayout {
  const { vus, rate } = options.spec;
  const linesPerVu = Math.ceil((offeredCount(rate, options.maxDurationMs) * margin) / vus) + linesPerVuMin;
  return { accounts: accountCount(options.spec), vus, linesPerVu };
}

/** Transactions in the corpus. */
export const lineCount = (layout: CorpusLayout): number => layout.vus * layout.linesPerVu;

/** Account index and nonce of the transaction on a line. */
export function placeOf(layout: CorpusLayout, line: number): { readonly account: number; readonly nonce: number } {
  assert(line >= 0 && line < lineCount(layout), `line ${line} is outside the corpus of ${lineCount(layout)} lines`);
  assert(layout.accounts >= layout.vus, `${layout.vus} users need as many accounts, not ${layout.accounts}`);
  const user = Math.floor(line / layout.linesPerVu);
  const own = Math.ceil((layout.accounts - user) / layout.vus);
  const turn = line % layout.linesPerVu;
  return { account: user + (turn % own) * layout.vus, nonce: Math.floor(turn / own) };
}

/** The line of an account's transaction with that nonce: the way back from `placeOf`. */
export function lineOf(layout: CorpusLayout, { account, nonce }: { account: number; nonce: number }): number {
  const user = account % layout.vus;
  const own = Math.ceil((layout.accounts - user) / layout.vus);
  const turn = nonce * own + Math.floor(account / layout.vus);
  assert(turn < layout.linesPerVu, `account ${account} has no transaction with nonce ${nonce} in the corpus`);
  return user * layout.linesPerVu + turn;
}

/** The account that a transaction of this one is for: the next, of the last the first, so that balances stay where they are. */
export const neighbourIndex = (account: number, accounts: number): number => (account + 1) % accounts;
