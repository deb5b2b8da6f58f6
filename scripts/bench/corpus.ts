// How fast a corpus is made, from nothing: threads started, everything signed, a sample checked against ethers, written.

import path from "node:path";
import { systemClock } from "../../src/base/clock.ts";
import { buildCorpus } from "../../src/load/corpus/build-corpus.ts";

const layout = { accounts: 400, vus: 100, linesPerVu: 400 };

/** Transactions a second over the whole build. */
export async function benchCorpus(dir: string): Promise<number> {
  const startedAtMs = systemClock.nowMs();
  const request = { load: "bench", kind: "transfers" as const, seed: 1, chainId: 1337, layout };
  const { lines } = await buildCorpus(request, { cacheDir: path.join(dir, "corpus-cache") });
  return (lines * 1000) / (systemClock.nowMs() - startedAtMs);
}
