import type { Teardown } from "../base/teardown.ts";
import type { BuiltCorpus } from "../load/corpus/build-corpus.ts";
import { type ServedCorpus, serveIfLarge } from "../load/corpus/serve-corpus.ts";

/**
 * The corpora of a plan, by load, as k6 can read them: large ones are served until the teardown. Call it before the undo
 * of the loads is registered, so that they are stopped first.
 */
export async function serveCorpora(
  corpora: ReadonlyMap<string, BuiltCorpus>,
  teardown: Teardown,
): Promise<ReadonlyMap<string, BuiltCorpus>> {
  const served: ServedCorpus[] = [];
  const end = async () => {
    await Promise.all(served.map((one) => one[Symbol.asyncDispose]()));
  };
  teardown.push({ what: "closing the corpora", withinMs: 2000, undo: end });
  const ready = new Map<string, BuiltCorpus>();
  for (const [load, corpus] of corpora) {
    const one = await serveIfLarge(corpus);
    served.push(one);
    ready.set(load, one.corpus);
  }
  return ready;
}
