// A corpus for a load that somebody runs with k6 by hand, against a network that `chaindrill up --load` has funded.

import { type BuiltCorpus, buildCorpus } from "../load/corpus/build-corpus.ts";
import { accountCount, layoutFor } from "../load/corpus/layout.ts";
import { heldLinesMax, type ServedCorpus, serveCorpus } from "../load/corpus/serve-corpus.ts";
import type { SignedKind } from "../model/plan.ts";

/** Users of a load that nobody said more of; what scripts in scenarios/load have by default, too. */
export const usersByHand = 100;

export interface HandLoad {
  readonly kind: SignedKind;
  readonly seed: number;
  readonly chainId: number;
  readonly perSecond: number;
  readonly forMs: number;
  readonly vus: number;
}

export interface CorpusByHand {
  readonly corpus: BuiltCorpus;
  /** Accounts that must be rich. */
  readonly accounts: number;
}

/** Finds or signs enough for the load; its accounts follow from the seed and the kind, as those of `useOf` do. */
export async function corpusByHand(
  load: HandLoad,
  options: { cacheDir: string; signal: AbortSignal; progress: (line: string) => void },
): Promise<CorpusByHand> {
  const { kind, seed, chainId, vus } = load;
  const spec = { vus, rate: { kind: "constant", perSecond: load.perSecond } } as const;
  const request = { load: kind, kind, seed, chainId, layout: layoutFor({ spec, maxDurationMs: load.forMs }) };
  return { corpus: await buildCorpus(request, options), accounts: accountCount(spec) };
}

/** Serves a corpus to k6 until it is disposed. */
export const serveByHand = (corpus: BuiltCorpus): Promise<ServedCorpus> => serveCorpus(corpus);

/** Whether k6 should not hold it. */
export const isLarge = (corpus: BuiltCorpus): boolean => corpus.lines > heldLinesMax;
