// A corpus: transactions signed beforehand, because k6 can neither sign nor hash, and because signing must not be in the
// path that is measured. It depends on nothing but its request, so it is kept under the digest of that.
//
//   <cacheDir>/corpus/<digest>/transactions.txt   a raw transaction in each line, in the order of layout.ts
//                              hashes.bin         32 bytes for each line
//                              corpus.json        digests of the two; written last, so a torn entry shows

import { createHash } from "node:crypto";
import { availableParallelism } from "node:os";
import path from "node:path";
import { present } from "../../base/assert.ts";
import { type Address, type TxHash, txHash } from "../../base/ids.ts";
import { uniqueToken } from "../../base/random.ts";
import { createDigestedFile, digestOfFile, readBytes } from "../../platform/digested-file.ts";
import { makeDirectory, moveFile, readTextIfThere, removeTree, writeAtomically } from "../../platform/files.ts";
import { loadAccounts } from "./accounts.ts";
import { checkSample, chooseSample } from "./check-sample.ts";
import type { SignedKind } from "./compose-request.ts";
import { type CorpusLayout, lineCount, placeOf } from "./layout.ts";
import type { SigningTerms } from "./sign-transaction.ts";
import { transferFees } from "./sign-transfer.ts";
import { signInThreads } from "./signing-threads.ts";
import type { SigningJob } from "./signing-worker.ts";

/** To be raised when the same request gives other transactions than before. */
const formatVersion = 2;
const threadsMax = 4;

export interface CorpusRequest {
  /** Name of the load: its accounts follow from it and the seed. */
  readonly load: string;
  readonly kind: SignedKind;
  readonly seed: number;
  readonly chainId: number;
  readonly layout: CorpusLayout;
}

export interface CorpusTransaction {
  readonly hash: TxHash;
  readonly from: Address;
  readonly nonce: number;
}

export interface BuiltCorpus {
  /** What the k6 script reads. */
  readonly transactionsFile: string;
  readonly layout: CorpusLayout;
  readonly lines: number;
  /** Whether it was found in the cache. */
  readonly cached: boolean;
  transactionAt(line: number): CorpusTransaction;
}

/** `corpus.json`: sha256 of the two files. */
interface Entry {
  readonly version: number;
  readonly transactions: string;
  readonly hashes: string;
}

/** Finds the corpus in the cache, whole, or signs it. */
export async function buildCorpus(
  request: CorpusRequest,
  options: { cacheDir: string; signal?: AbortSignal | undefined },
): Promise<BuiltCorpus> {
  const terms = termsOf(request);
  const dir = path.join(options.cacheDir, "corpus", digestOfRequest(request, terms));
  const cached = await isWhole(dir);
  if (!cached) await signInto(dir, { request, terms, signal: options.signal });
  return openCorpus(dir, request, cached);
}

const termsOf = ({ chainId }: CorpusRequest): SigningTerms => ({ chainId, ...transferFees });

function digestOfRequest(request: CorpusRequest, terms: SigningTerms): string {
  const { load, kind, seed, layout } = request;
  const fees = [terms.maxFeePerGasWei, terms.maxPriorityFeePerGasWei].map(String);
  const { accounts, vus, linesPerVu } = layout;
  const parts = [formatVersion, load, kind, seed, terms.chainId, accounts, vus, linesPerVu, ...fees];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}

async function isWhole(dir: string): Promise<boolean> {
  const entry = parseEntry(await readTextIfThere(path.join(dir, "corpus.json")));
  if (entry === undefined) return false;
  return (
    (await digestOfFile(path.join(dir, "transactions.txt"))) === entry.transactions &&
    (await digestOfFile(path.join(dir, "hashes.bin"))) === entry.hashes
  );
}

function parseEntry(text: string | undefined): Entry | undefined {
  try {
    const entry = JSON.parse(text ?? "null") as Entry | null;
    return entry?.version === formatVersion ? entry : undefined;
  } catch {
    return undefined; // torn, or not ours: it is signed again
  }
}

interface Signing {
  readonly request: CorpusRequest;
  readonly terms: SigningTerms;
  readonly signal: AbortSignal | undefined;
}

/** Signs into a draft beside the entry and renames it: nobody ever sees half a corpus under its name. */
async function signInto(dir: string, signing: Signing): Promise<void> {
  const draft = `${dir}.${uniqueToken()}.draft`;
  await makeDirectory(draft);
  try {
    await writeEntry(draft, signing);
    await removeTree(dir);
    await moveFile(draft, dir);
  } catch (error) {
    await removeTree(draft);
    // Another process may have put the same corpus there in the meantime; then its files are as good as ours.
    if (!(await isWhole(dir))) throw error;
  }
}

async function writeEntry(dir: string, { request, terms, signal }: Signing): Promise<void> {
  const accounts = loadAccounts({ seed: request.seed, count: request.layout.accounts, load: request.load });
  const job: SigningJob = {
    kind: request.kind,
    seed: request.seed,
    layout: request.layout,
    terms,
    privateKeys: new Uint8Array(Buffer.concat(accounts.map(({ privateKey }) => privateKey))),
    addresses: accounts.map(({ address }) => address),
  };
  const sample = chooseSample(job, request.seed);
  await using transactions = await createDigestedFile(path.join(dir, "transactions.txt"));
  await using hashes = await createDigestedFile(path.join(dir, "hashes.bin"));
  const threads = Math.min(threadsMax, availableParallelism());
  for await (const signed of signInThreads({ job, lines: lineCount(request.layout), threads, signal })) {
    await checkSample(job, signed, sample);
    await transactions.write(signed.text);
    await hashes.write(signed.hashes);
  }
  const entry: Entry = {
    version: formatVersion,
    transactions: await transactions.finish(),
    hashes: await hashes.finish(),
  };
  await writeAtomically(path.join(dir, "corpus.json"), `${JSON.stringify(entry)}\n`);
}

async function openCorpus(dir: string, request: CorpusRequest, cached: boolean): Promise<BuiltCorpus> {
  const { seed, load, layout } = request;
  const hashes = await readBytes(path.join(dir, "hashes.bin"));
  const accounts = loadAccounts({ seed, count: layout.accounts, load });
  return {
    transactionsFile: path.join(dir, "transactions.txt"),
    layout,
    lines: lineCount(layout),
    cached,
    transactionAt(line) {
      const { account, nonce } = placeOf(layout, line);
      const from = present(accounts[account], `account ${account}`).address;
      return { hash: txHash(`0x${hashes.toString("hex", line * 32, line * 32 + 32)}`), from, nonce };
    },
  };
}
