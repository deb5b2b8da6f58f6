import path from "node:path";
import { Transaction, Wallet } from "ethers";
import { describe, expect, it } from "vitest";
import { signedKinds } from "../../model/plan.ts";
import { appendText, listDirectory, readText, writeAtomically } from "../../platform/files.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { counterAddress, tokenAddress } from "../contracts/calls.ts";
import { loadAccounts } from "./accounts.ts";
import { type BuiltCorpus, buildCorpus, type CorpusRequest } from "./build-corpus.ts";
import { checkSample, chooseSample, transactionFor } from "./check-sample.ts";
import { composeRequest } from "./compose-request.ts";
import { placeOf } from "./layout.ts";
import { transferFees } from "./sign-transfer.ts";
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

  it.each(signedKinds)("signs %s to what ethers signs, line by line", async (kind) => {
    const corpus = await buildCorpus({ ...request, kind }, { cacheDir: await temporaryDirectory() });
    const accounts = loadAccounts({ seed: 3, count: 8, load: "transfers" });
    const addresses = accounts.map(({ address }) => address);
    for (const [line, raw] of (await linesOf(corpus)).entries()) {
      const { account, nonce } = placeOf(request.layout, line);
      const composed = composeRequest({ kind, seed: 3, addresses }, { line, account, nonce });
      const wallet = new Wallet(`0x${accounts[account]?.privateKey.toString("hex")}`);
      expect(raw).toBe(
        await wallet.signTransaction(transactionFor({ ...composed, nonce }, { chainId: 1337, ...transferFees })),
      );
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

  it.each(["transactions.txt", "hashes.bin", "marks.bin"])(
    "signs again when %s is not what was written",
    async (file) => {
      const cacheDir = await temporaryDirectory();
      const { transactionsFile } = await buildCorpus(request, { cacheDir });
      const before = await readText(transactionsFile);
      await appendText(path.join(path.dirname(transactionsFile), file), "torn");
      const again = await buildCorpus(request, { cacheDir });
      expect(again.cached).toBe(false);
      expect(await readText(again.transactionsFile)).toBe(before);
    },
  );

  it("signs again when one digit of a file that has its length is another", async () => {
    const cacheDir = await temporaryDirectory();
    const { transactionsFile } = await buildCorpus(request, { cacheDir });
    const before = await readText(transactionsFile);
    await writeAtomically(
      transactionsFile,
      before.replace(/[0-9a-f](?=\n$)/, (digit) => (digit === "0" ? "1" : "0")),
    );
    expect((await buildCorpus(request, { cacheDir })).cached).toBe(false);
    expect(await readText(transactionsFile)).toBe(before);
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

  it("gives any range of lines, also across the marks by which it finds them", async () => {
    const layout = { accounts: 4, vus: 1, linesPerVu: 2 * linesPerRange + 5 };
    const corpus = await buildCorpus({ ...request, layout }, { cacheDir: await temporaryDirectory() });
    const lines = await linesOf(corpus);
    const ranges = [
      [0, 1],
      [99, 101],
      [100, 200],
      [1234, 1300],
      [linesPerRange - 1, linesPerRange + 1],
      [4000, 9999],
    ];
    for (const [from = 0, to = 0] of ranges) {
      const read = (await corpus.readLines(from, to)).toString();
      expect(read).toBe(
        lines
          .slice(from, to)
          .map((line) => `${line}\n`)
          .join(""),
      );
    }
    expect(await corpus.readLines(corpus.lines, corpus.lines + 5)).toHaveLength(0);
  });

  it("removes what a builder that was killed has left, and not what another one is making", async () => {
    const cacheDir = await temporaryDirectory();
    const dir = path.join(cacheDir, "corpus");
    const [dead, alive] = [`00.${2 ** 22 + 1}.ab12.draft`, `00.${process.pid}.ab12.draft`];
    for (const name of [dead, alive]) await writeAtomically(path.join(dir, name, "transactions.txt"), "0x\n");
    await buildCorpus(request, { cacheDir });
    expect((await listDirectory(dir)).filter((name) => name.endsWith("draft"))).toEqual([alive]);
  });

  it("leaves nothing behind when it is interrupted", async () => {
    const cacheDir = await temporaryDirectory();
    const signal = AbortSignal.abort(new Error("Ctrl-C"));
    await expect(buildCorpus(request, { cacheDir, signal })).rejects.toThrow("Ctrl-C");
    expect(await listDirectory(path.join(cacheDir, "corpus"))).toEqual([]);
  });

  it("tells how far it is when it takes long, and leaves no draft when it is interrupted meanwhile", async () => {
    const cacheDir = await temporaryDirectory();
    const interrupt = new AbortController();
    const told: string[] = [];
    const progress = (line: string) => {
      told.push(line);
      interrupt.abort(new Error("Ctrl-C"));
    };
    const layout = { accounts: 4, vus: 1, linesPerVu: 100_001 };
    const built = buildCorpus({ ...request, layout }, { cacheDir, signal: interrupt.signal, progress });
    await expect(built).rejects.toThrow("Ctrl-C");
    expect(told).toEqual(["signing for transfers: 12,000 of 100,001 transactions"]);
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
