import { expect, it } from "vitest";
import { Teardown } from "../base/teardown.ts";
import { type BuiltCorpus, buildCorpus } from "../load/corpus/build-corpus.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { serveCorpora } from "./serve-corpora.ts";

const layout = { accounts: 2, vus: 1, linesPerVu: 4 };

async function corpusOf(load: string): Promise<BuiltCorpus> {
  return buildCorpus(
    { load, kind: "transfers", seed: 1, chainId: 1, layout },
    { cacheDir: await temporaryDirectory() },
  );
}

it("serves the large corpora of a plan until the teardown, and leaves the small ones", async () => {
  const small = await corpusOf("small");
  const large = { ...(await corpusOf("large")), lines: 1_000_000 };
  const teardown = new Teardown(new ManualClock());
  const ready = await serveCorpora(
    new Map([
      ["small", small],
      ["large", large],
    ]),
    teardown,
  );
  expect(ready.get("small")?.source).toBe(small.transactionsFile);
  const url = `${ready.get("large")?.source}&from=1&count=2`;
  expect(await (await fetch(url)).text()).toBe((await large.readLines(1, 3)).toString());
  await teardown.run();
  await expect(fetch(url)).rejects.toThrow();
});
