// Keeps the accounts of a load going when the network forgets what it had accepted. The very same signed transaction is
// sent again, never another one, so nothing can happen twice; and it is told, because what had to be sent again was lost.

import { errorText } from "../../base/errors.ts";
import type { EventSink } from "../../model/run-scope.ts";
import { type RpcAnswer, type RpcClient, resultOf } from "../../platform/rpc.ts";
import { findStuckAccounts, type StuckAccount } from "./find-stuck-accounts.ts";
import { type ResendableCorpus, rawTransactions, type SignedAgain } from "./raw-transactions.ts";
import { StuckWatch } from "./stuck-watch.ts";
import type { SubmittedNonces } from "./submitted-nonces.ts";

export interface NonceKeeperOptions {
  readonly load: string;
  readonly corpus: ResendableCorpus;
  readonly submitted: SubmittedNonces;
  /** One for each node. */
  readonly clients: readonly RpcClient[];
  readonly events: EventSink;
  readonly sinceStartMs: () => number;
}

/** What a node keeps of one account that cannot be included yet (geth's `--txpool.accountqueue`). */
const noncesPerLook = 64;
const transactionsPerLook = 2000;
const transactionsPerBatch = 50;
/** So often an account is helped over the same nonce. */
const attemptsMax = 3;

interface Gap extends StuckAccount {
  /** Of the nonce that is missing and of those after it that were sent. */
  readonly sent: readonly SignedAgain[];
}

interface Attempts {
  readonly nonce: number;
  readonly count: number;
}

/** The nonces of one load. */
export class NonceKeeper {
  readonly #options: NonceKeeperOptions;
  readonly #watch = new StuckWatch();
  readonly #attempts = new Map<number, Attempts>();

  constructor(options: NonceKeeperOptions) {
    this.#options = options;
  }

  /** Accounts that stood still at the last look and may still be helped. */
  get open(): number {
    return this.#watch.count - [...this.#attempts.values()].filter(({ count }) => count >= attemptsMax).length;
  }

  /**
   * Looks for accounts that are stuck, and sends again what no node knows any more. A node that does not answer may still
   * have it, and is waited for, unless this is one of the last looks. Never throws.
   */
  async look({ last }: { last: boolean }): Promise<void> {
    try {
      const heads = await headsOf(this.#options.clients);
      const [best] = heads;
      if (best === undefined) return;
      const stuck = await findStuckAccounts(this.#options.submitted, best.client);
      this.#forgetAllBut(stuck);
      const confirmed = this.#watch.confirm(stuck, best.height);
      if (!last && heads.length < this.#options.clients.length) return;
      const clients = heads.map(({ client }) => client);
      let budget = transactionsPerLook;
      for (const one of confirmed) {
        if (budget <= 0) return;
        budget -= await this.#repair(one, clients);
      }
    } catch (error) {
      const text = `the nonces of ${this.#options.load} could not be looked after: ${errorText(error)}`;
      this.#options.events.emit({ type: "note", source: "load", text });
    }
  }

  #forgetAllBut(stuck: readonly StuckAccount[]): void {
    const waiting = new Map(stuck.map(({ account, nonce }) => [account, nonce]));
    for (const [account, { nonce }] of this.#attempts) {
      if (waiting.get(account) !== nonce) this.#attempts.delete(account);
    }
  }

  /** Returns how many transactions it cost. */
  async #repair(stuck: StuckAccount, clients: readonly RpcClient[]): Promise<number> {
    const { submitted, corpus } = this.#options;
    const { account, nonce } = stuck;
    const before = this.#attempts.get(account)?.count ?? 0;
    if (before >= attemptsMax) return 0;
    const to = Math.min(submitted.highestAccepted(account), nonce + noncesPerLook - 1);
    const nonces = submitted.sentBetween(account, { from: nonce, to });
    if (nonces[0] !== nonce) return this.#giveUp(stuck, "it was never sent");
    const gap: Gap = { ...stuck, sent: await rawTransactions(corpus, { account, nonces }) };
    const missing = await unknownTo(clients, gap.sent);
    // Somebody has it and may yet include it: then nothing is lost.
    if (missing[0]?.nonce !== nonce) return 0;
    this.#attempts.set(account, { nonce, count: before + 1 });
    await this.#sendAgain(gap, { missing, client: clients[0], isLast: before + 1 === attemptsMax });
    return missing.length;
  }

  async #sendAgain(
    gap: Gap,
    { missing, client, isLast }: { missing: readonly SignedAgain[]; client: RpcClient | undefined; isLast: boolean },
  ): Promise<void> {
    if (client === undefined) return;
    const atMs = this.#options.sinceStartMs();
    const resent: string[] = [];
    let refusal: string | undefined;
    for (let from = 0; from < missing.length; from += transactionsPerBatch) {
      const part = missing.slice(from, from + transactionsPerBatch);
      const answers = await client.batch(part.map(({ raw }) => ({ method: "eth_sendRawTransaction", params: [raw] })));
      for (const [position, answer] of answers.entries()) {
        const { hash, nonce } = part[position] ?? { hash: "", nonce: -1 };
        if (mayHaveCounted(answer)) resent.push(hash);
        else if (nonce === gap.nonce && !isThereAlready(answer)) refusal = errorOf(answer);
      }
    }
    const { events, load } = this.#options;
    // As of before it was sent: whatever a block shows from then on may be our doing.
    if (resent.length > 0) {
      events.emit({ type: "transactions.resent", source: "load", load, hashes: resent }, { atMs });
    }
    if (refusal === undefined) this.#tell(gap, { repaired: true });
    else if (isLast) this.#tell(gap, { repaired: false, why: refusal });
  }

  #giveUp(gap: StuckAccount, why: string): number {
    this.#attempts.set(gap.account, { nonce: gap.nonce, count: attemptsMax });
    this.#tell(gap, { repaired: false, why });
    return 0;
  }

  #tell({ account, nonce }: StuckAccount, end: { repaired: boolean; why?: string }): void {
    const { submitted, events, load } = this.#options;
    const later = submitted.sentBetween(account, { from: nonce + 1, to: submitted.highestAccepted(account) });
    const waiting = later.filter((one) => submitted.isAccepted(account, one)).length;
    const address = submitted.accounts[account] ?? "";
    events.emit({ type: "nonce.gap", source: "load", load, account: address, nonce, waiting, ...end });
  }
}

/** Nodes that answer, the one with the highest head first. */
async function headsOf(clients: readonly RpcClient[]): Promise<{ client: RpcClient; height: number }[]> {
  const answers = await Promise.all(
    clients.map(async (client) => ({ client, answer: await client.call("eth_blockNumber", []) })),
  );
  return answers
    .flatMap(({ client, answer }) => (answer.kind === "result" ? [{ client, height: Number(answer.result) }] : []))
    .toSorted((a, b) => b.height - a.height);
}

/** Those that none of the nodes has, in a block or in its pool. Rejects when a node does not say. */
async function unknownTo(clients: readonly RpcClient[], sent: readonly SignedAgain[]): Promise<SignedAgain[]> {
  const calls = sent.map(({ hash }) => ({ method: "eth_getTransactionByHash", params: [hash] }));
  const answers = await Promise.all(clients.map((client) => client.batch(calls)));
  return sent.filter((_, index) => answers.every((ofNode) => resultOf(ofNode[index] ?? noAnswer) === null));
}

const noAnswer: RpcAnswer = { kind: "unknown", reason: "no answer in the batch" };

/** Without an answer it may have arrived all the same. */
const mayHaveCounted = (answer: RpcAnswer): boolean => answer.kind === "result" || answer.kind === "unknown";

/** Included, or back in the pool, since it was looked for. */
const isThereAlready = (answer: RpcAnswer): boolean =>
  /already known|already imported|known transaction|nonce too low/i.test(errorOf(answer));

const errorOf = (answer: RpcAnswer): string =>
  answer.kind === "error" ? answer.message : "reason" in answer ? answer.reason : "";
