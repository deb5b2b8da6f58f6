import { EnvironmentError } from "../../base/errors.ts";
import type { CorpusTransaction } from "../corpus/read-corpus.ts";
import type { Errand } from "../join-operations.ts";

export interface ErrandOptions {
  readonly load: string;
  readonly transactionAt: ((line: number) => CorpusTransaction) | undefined;
}

/** What a script said an operation is about: "read/eth_call", "transaction/17". */
export function errandOf(what: string, options: ErrandOptions): Errand {
  const slash = what.indexOf("/");
  const [head, tail] = slash === -1 ? [what, ""] : [what.slice(0, slash), what.slice(slash + 1)];
  switch (head) {
    case "read":
      return { kind: "read", method: tail };
    case "transaction":
      if (options.transactionAt === undefined) {
        throw new EnvironmentError({
          message: `load ${options.load} sends transactions, but none were signed for it`,
          hint: "A script that sends transactions must be one that the plan knows to need a corpus.",
        });
      }
      return { kind: "transaction", ...options.transactionAt(Number(tail)) };
    default:
      throw new EnvironmentError({
        message: `load ${options.load} reports an operation "${what}"; expected read/<method> or transaction/<line>`,
        hint: "Scripts report through scenarios/load/lib/operation.ts.",
      });
  }
}
