import path from "node:path";
import { Transaction } from "ethers";
import { describe, expect, it } from "vitest";
import { appendText, listDirectory, readText, writeAtomically } from "../../platform/files.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { counterAddress, tokenAddress } from "../contracts/calls.ts";
import { loadAccounts } from "./accounts.ts";
import { type BuiltCorpus, buildCorpus, type CorpusRequest } from "./build-corpus.ts";
import { checkSample, chooseSample } from "./check-sample.ts";
import { linesPerRange } from "./signing-threads.ts";
import { type SigningJob, signLines } from "./signing-worker.ts";

const request: CorpusRequest = {
  load: "transfers",
  kind: "transfers",
  seed: 3,
  chainId: 1337,
  layout: { accounts: 8, vus: 4, linesPerVu: 6 },
};

const linesOf = async (corpus: BuiltCorpus) => (await readText(corpus.transactionsFile)).trimEnd().split("\n");

describe("buildCorpus", () => {
  it("signs every line as the index says", async () => {
    const corpus = await buildCorpus(request, { cacheDir: await temporaryDirectory() });
    const lines = await linesOf(corpus);
    expect(corpus.cached).toBe(false);
    expect(lines).toHaveLength(24);
    for (const [line, raw] of lines.entries()) {
      const { hash, from, nonce, chainId } = Transaction.from(raw);
      expect({ hash, from: from?.toLowerCase(), nonce }).toEqual(corpus.transactionAt(line));
      expect(chainId).toBe(1337n);
    }
  });

  it("signs transfers of value between the load's accounts", async () => {
    const accounts = loadAccounts({ seed: 3, count: 8, load: "transfers" });
    const corpus = await buildCorpus(request, { cacheDir: await temporaryDirectory() });
    for (const raw of await linesOf(corpus)) {
      const { to, data, value } = Transaction.from(raw);
      expect(accounts.map(({ address }) => address)).toContain(to?.toLowerCase());
      expect({ data, value }).toEqual({ data: "0x", value: 1n });
    }
  });

  it("signs calls of both contracts", async () => {
    const corpus = await buildCorpus({ ...request, kind: "contracts" }, { cacheDir: await temporaryDirectory() });
    const called = (await linesOf(corpus)).map((raw) => Transaction.from(raw).to?.toLowerCase());
    expect(new Set(called)).toEqual(new Set([counterAddress, tokenAddress]));
  });

  it("signs more than fits in one go in threads, to the same lines in the same order", async () => {
    const layout = { accounts: 4, vus: 1, linesPerVu: 2 * linesPerRange + 5 };
    const corpus = await buildCorpus({ ...request, layout }, { cacheDir: await temporaryDirectory() });
    const lines = await linesOf(corpus);
    expect(lines).toHaveLength(corpus.lines);
    for (const line of [0, linesPerRange - 1, linesPerRange, 2 * linesPerRange, corpus.lines - 1]) {
      expect(Transaction.from(lines[line] ?? "").hash).toBe(corpus.transactionAt(line).hash);
    }
  });

  it("finds a whole corpus in the cache, and leaves no draft", async () => {
    const cacheDir = await temporaryDirectory();
    const first = await buildCorpus(request, { cacheDir });
    const again = await buildCorpus(request, { cacheDir });
    expect(again.cached).toBe(true);
    expect(again.transactionsFile).toBe(first.transactionsFile);
    expect(again.transactionAt(23)).toEqual(first.transactionAt(23));
    expect(await listDirectory(path.join(cacheDir, "corpus"))).toHaveLength(1);
  });

  it.each(["transactions.txt", "hashes.bin"])("signs again when %s is not what was written", async (file) => {
    const cacheDir = await temporaryDirectory();
    const { transactionsFile } = await buildCorpus(request, { cacheDir });
    const before = await readText(transactionsFile);
    await appendText(path.join(path.dirname(transactionsFile), file), "torn");
    const again = await buildCorpus(request, { cacheDir });
    expect(again.cached).toBe(false);
    expect(await readText(again.transactionsFile)).toBe(before);
  });

  it.each(["", "{", '{"version":0}', "null"])("signs again when corpus.json is %j", async (text) => {
    const cacheDir = await temporaryDirectory();
    const { transactionsFile } = await buildCorpus(request, { cacheDir });
    await writeAtomically(path.join(path.dirname(transactionsFile), "corpus.json"), text);
    expect((await buildCorpus(request, { cacheDir })).cached).toBe(false);
  });

  it("keeps corpora of other seeds, chains and layouts apart", async () => {
    const cacheDir = await temporaryDirectory();
    const requests = [
      request,
      { ...request, seed: 4 },
      { ...request, chainId: 1 },
      { ...request, load: "others" },
      { ...request, kind: "contracts" as const },
      { ...request, layout: { ...request.layout, linesPerVu: 7 } },
    ];
    for (const each of requests) await buildCorpus(each, { cacheDir });
    expect(await listDirectory(path.join(cacheDir, "corpus"))).toHaveLength(requests.length);
  });

  it("leaves nothing behind when it is interrupted", async () => {
    const cacheDir = await temporaryDirectory();
    const signal = AbortSignal.abort(new Error("Ctrl-C"));
    await expect(buildCorpus(request, { cacheDir, signal })).rejects.toThrow("Ctrl-C");
    expect(await listDirectory(path.join(cacheDir, "corpus"))).toEqual([]);
  });
});

describe("the sample that ethers checks", () => {
  const accounts = loadAccounts({ seed: 3, count: 8, load: "transfers" });
  const job: SigningJob = {
    kind: "contracts",
    seed: 3,
    layout: request.layout,
    terms: { chainId: 1337, maxFeePerGasWei: 2n, maxPriorityFeePerGasWei: 1n },
    privateKeys: new Uint8Array(Buffer.concat(accounts.map((account) => account.privateKey))),
    addresses: accounts.map((account) => account.address),
  };
  const sample = chooseSample(job, 3);

  it("passes what was signed right", async () => {
    expect(sample.size).toBeGreaterThan(10);
    await checkSample(job, signLines(job, { from: 0, to: 24 }), sample);
  });

  it("catches a transaction that is wrong by one digit", async () => {
    const signed = signLines(job, { from: 0, to: 24 });
    const flip = (digit: string) => (digit === "0" ? "1" : "0");
    const text = Buffer.from(signed.text)
      .toString("latin1")
      .replaceAll(/.(?=\n)/g, flip);
    await expect(checkSample(job, { ...signed, text: Buffer.from(text) }, new Set(sample))).rejects.toThrow(
      /but ethers signs 0x02/,
    );
  });

  it("catches a hash that belongs to another line", async () => {
    const signed = signLines(job, { from: 0, to: 24 });
    const hashes = new Uint8Array(signed.hashes).reverse();
    await expect(checkSample(job, { ...signed, hashes }, sample)).rejects.toThrow(/but ethers computes 0x/);
  });
});
