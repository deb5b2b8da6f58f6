import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { type BuiltCorpus, buildCorpus } from "./build-corpus.ts";
import { heldLinesMax, serveCorpus, serveIfLarge } from "./serve-corpus.ts";

const layout = { accounts: 4, vus: 2, linesPerVu: 150 };

async function corpusOfTransfers(): Promise<BuiltCorpus> {
  const request = { load: "transfers", kind: "transfers", seed: 1, chainId: 1, layout } as const;
  return buildCorpus(request, { cacheDir: await temporaryDirectory() });
}

async function served() {
  const corpus = await corpusOfTransfers();
  const server = await serveCorpus(corpus);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return { corpus, source: server.corpus.source, server };
}

describe("a served corpus", () => {
  it("names its number of lines in the source that k6 is given", async () => {
    const { source } = await served();
    expect(source).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/lines\?total=300$/);
  });

  it("gives the lines that are asked for, and fewer at its end", async () => {
    const { corpus, source } = await served();
    const asked = await fetch(`${source}&from=120&count=60`);
    expect(await asked.text()).toBe((await corpus.readLines(120, 180)).toString());
    expect((await (await fetch(`${source}&from=290&count=60`)).text()).trimEnd().split("\n")).toHaveLength(10);
  });

  it.each(["&from=-1&count=1", "&from=0.5&count=1", "&from=0", "&from=0&count=0", "&from=0&count=10001"])(
    "refuses %s",
    async (query) => {
      const { source } = await served();
      expect((await fetch(source + query)).status).toBe(400);
    },
  );

  it("serves nothing else, and nobody once it is disposed; twice is harmless", async () => {
    const { source, server } = await served();
    expect((await fetch(source.replace("/lines", "/other"))).status).toBe(404);
    await server[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await expect(fetch(`${source}&count=1`)).rejects.toThrow();
  });
});

describe("serveIfLarge", () => {
  it("leaves a corpus that k6 can hold as the file it is", async () => {
    const corpus = await corpusOfTransfers();
    await using ready = await serveIfLarge(corpus);
    expect(ready.corpus.source).toBe(corpus.transactionsFile);
  });

  it("serves a larger one", async () => {
    const corpus = { ...(await corpusOfTransfers()), lines: heldLinesMax + 1 };
    await using ready = await serveIfLarge(corpus);
    expect(ready.corpus.source).toMatch(/^http:.*total=200001$/);
  });
});
