// What all scripts that send transactions share; they differ in the corpus that they are given. One by hand:
//
//   chaindrill up anvil-1 --load token-transfers       a network with the accounts and contracts of the corpus
//   chaindrill corpus token-transfers                  signs it, and prints the line to run:
//   k6 run -e CORPUS=<file> -e VUS=<its users> -e RPC_URLS=http://127.0.0.1:8545 scenarios/load/token-transfers.ts

import type { Options } from "k6/options";
import { type LoadDefaults, loadOptions } from "./options.ts";
import { createSubmitter } from "./submit.ts";

export interface TransactionLoad {
  readonly options: Options;
  /** What a user does in an iteration. */
  readonly submitNext: () => void;
}

/** Opens the corpus, too, so it belongs at a script's outermost level, where k6 opens files. */
export function transactionLoad({ perSecond }: { readonly perSecond: number }): TransactionLoad {
  const defaults: LoadDefaults = { perSecond, duration: "30s", vus: 100 };
  return { options: loadOptions(defaults), submitNext: createSubmitter(defaults) };
}
