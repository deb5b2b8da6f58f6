// Everything that is signed is signed before the network starts: signing must not compete with what is measured.

import { present } from "../base/assert.ts";
import { type Address, address } from "../base/ids.ts";
import { type ContractUse, type Deployment, deployContracts } from "../load/contracts/deployments.ts";
import { type ContractQuestion, contractQuestions } from "../load/contracts/questions.ts";
import { canaryAccounts, loadAccounts } from "../load/corpus/accounts.ts";
import { type BuiltCorpus, buildCorpus } from "../load/corpus/build-corpus.ts";
import { accountCount, layoutFor } from "../load/corpus/layout.ts";
import { createTransferSigner, transferFees } from "../load/corpus/sign-transfer.ts";
import type { CorpusKind, Plan } from "../model/plan.ts";
import type { SignedCanary } from "../observe/send-canaries.ts";
import { longestLoadMs } from "./run-bounds.ts";

/** Canary accounts are used once; a plan that runs longer than this lasts uses them again with the next nonce. */
const canaryAccountsMax = 2000;

export interface PreparedTransactions {
  /** By load name. */
  readonly corpora: ReadonlyMap<string, BuiltCorpus>;
  readonly canaries: readonly SignedCanary[];
  /** Accounts that genesis must fund. */
  readonly funded: readonly Address[];
  /** Contracts that genesis must have; empty when no load calls any. */
  readonly contracts: readonly Deployment[];
  /** What the contracts are asked in the end. */
  readonly questions: readonly ContractQuestion[];
}

/** Signs or finds in the cache all transactions of a plan. */
export async function prepareTransactions(
  plan: Plan,
  options: { cacheDir: string; signal: AbortSignal; progress: (line: string) => void },
): Promise<PreparedTransactions> {
  const maxDurationMs = longestLoadMs(plan);
  const corpora = new Map<string, BuiltCorpus>();
  const uses: ContractUse[] = [];
  for (const spec of plan.loads) {
    // A closed model has no rate that would say how many transactions it needs.
    if (spec.engine !== "k6" || spec.corpus === "none") continue;
    const request = {
      load: spec.name,
      kind: spec.corpus,
      seed: plan.seed,
      chainId: plan.cluster.chainId,
      layout: layoutFor({ spec, maxDurationMs }),
    };
    const corpus = await buildCorpus(request, options);
    if (!corpus.cached) options.progress(`signed ${corpus.lines.toLocaleString("en")} transactions for ${spec.name}`);
    corpora.set(spec.name, corpus);
    uses.push(useOf({ kind: spec.corpus, seed: plan.seed, vus: spec.vus, load: spec.name }));
  }
  const canaries = signCanaries(plan, Math.ceil((maxDurationMs / 1000) * plan.canary.perSecond));
  const senders = new Set(canaries.map((canary) => address(canary.from)));
  return {
    corpora,
    canaries,
    funded: [...uses.flatMap(({ accounts }) => accounts), ...senders],
    contracts: deployContracts(uses),
    questions: contractQuestions(uses),
  };
}

/** The accounts that a load sends from, with what it sends. */
export function useOf(load: { kind: CorpusKind; seed: number; vus: number; load: string }): ContractUse {
  const accounts = loadAccounts({ seed: load.seed, count: accountCount(load), load: load.load });
  return { kind: load.kind, accounts: accounts.map((account) => account.address) };
}

function signCanaries(plan: Plan, count: number): SignedCanary[] {
  const accounts = canaryAccounts({ seed: plan.seed, count: Math.min(count, canaryAccountsMax) });
  const sign = createTransferSigner({ chainId: plan.cluster.chainId, valueWei: 0n, ...transferFees });
  return Array.from({ length: count }, (_, index) => {
    const account = present(accounts[index % accounts.length], `the account of canary ${index}`);
    const nonce = Math.floor(index / accounts.length);
    const { raw, hash } = sign({ privateKey: account.privateKey, to: account.address, nonce });
    const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString("hex")}`;
    return { raw: hex(raw), hash: hex(hash), from: account.address, nonce };
  });
}
