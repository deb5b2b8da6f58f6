import type { BuiltCorpus } from "../corpus/build-corpus.ts";
import { lineOf } from "../corpus/layout.ts";

/** What of a corpus is needed to send something of it again. */
export type ResendableCorpus = Pick<BuiltCorpus, "layout" | "transactionAt" | "readLines">;

export interface SignedAgain {
  readonly nonce: number;
  readonly hash: string;
  /** Byte for byte what was sent before. */
  readonly raw: string;
}

/** Transactions of one account as the corpus has them, in the order of the nonces given, which must be ascending. */
export async function rawTransactions(
  corpus: ResendableCorpus,
  { account, nonces }: { account: number; nonces: readonly number[] },
): Promise<SignedAgain[]> {
  const lines = nonces.map((nonce) => ({ nonce, line: lineOf(corpus.layout, { account, nonce }) }));
  const [first, last] = [lines[0]?.line, lines.at(-1)?.line];
  if (first === undefined || last === undefined) return [];
  // An account's lines stand between those of its user's other accounts: one read for all is cheaper than one for each.
  const texts = (await corpus.readLines(first, last + 1)).toString("latin1").split("\n");
  return lines.map(({ nonce, line }) => {
    return { nonce, hash: corpus.transactionAt(line).hash, raw: texts[line - first] ?? "" };
  });
}
