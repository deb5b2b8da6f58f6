// A corpus: transactions signed beforehand, because k6 can neither sign nor hash, and because signing must not be in the
// path that is measured. It depends on nothing but its request, so it is kept under the digest of that, in
// <cacheDir>/corpus/<digest>/ with the files of corpus-files.ts.

import { createHash } from "node:crypto";
import { availableParallelism } from "node:os";
import path from "node:path";
import { EnvironmentError } from "../../base/errors.ts";
import { uniqueToken } from "../../base/random.ts";
import type { SignedKind } from "../../model/plan.ts";
import { freeBytes, listDirectory, makeDirectory, moveFile, removeTree } from "../../platform/files.ts";
import { isRunning } from "../../platform/processes.ts";
import { type Account, loadAccounts } from "./accounts.ts";
import { checkSample, chooseSample } from "./check-sample.ts";
import { createCorpusFiles, fileOf, formatVersion, isWhole } from "./corpus-files.ts";
import { type CorpusLayout, lineCount } from "./layout.ts";
import { type CorpusReader, openCorpusReader } from "./read-corpus.ts";
import type { SigningTerms } from "./sign-transaction.ts";
import { transferFees } from "./sign-transfer.ts";
import { signInThreads } from "./signing-threads.ts";
import type { SignedLines, SigningJob } from "./signing-worker.ts";

/** From about here on the one thread that writes is what limits. */
const threadsMax = 16;
/** Signing fewer takes a few seconds, about which nothing needs to be said. */
const quietLinesMax = 100_000;
const linesPerWordMax = 200_000;

export interface CorpusRequest {
  /** Name of the load: its accounts follow from it and the seed. */
  readonly load: string;
  readonly kind: SignedKind;
  readonly seed: number;
  readonly chainId: number;
  readonly layout: CorpusLayout;
}

export interface BuiltCorpus extends CorpusReader {
  /** What the k6 script reads: the file, or a URL that serves its lines (serve-corpus.ts). */
  readonly source: string;
  /** A raw transaction in each line. */
  readonly transactionsFile: string;
  readonly layout: CorpusLayout;
  readonly lines: number;
  /** Whether it was found in the cache. */
  readonly cached: boolean;
}

export interface BuildOptions {
  readonly cacheDir: string;
  readonly signal?: AbortSignal | undefined;
  /** As many as there are cores unless given. */
  readonly threads?: number | undefined;
  /** Told how far it is when it takes long. */
  readonly progress?: ((line: string) => void) | undefined;
}

/** Finds the corpus in the cache, whole, or signs it. */
export async function buildCorpus(request: CorpusRequest, options: BuildOptions): Promise<BuiltCorpus> {
  const { seed, load, layout } = request;
  const accounts = loadAccounts({ seed, count: layout.accounts, load });
  const job = signingJob(request, accounts);
  const dir = path.join(options.cacheDir, "corpus", digestOfRequest(request, job.terms));
  const cached = await isWhole(dir);
  if (!cached) await signInto(dir, { request, job, options });
  const transactionsFile = fileOf(dir, "transactions.txt");
  return {
    ...openCorpusReader({ dir, layout, addresses: job.addresses }),
    source: transactionsFile,
    transactionsFile,
    layout,
    lines: lineCount(layout),
    cached,
  };
}

function signingJob({ kind, seed, layout, chainId }: CorpusRequest, accounts: readonly Account[]): SigningJob {
  const privateKeys = new Uint8Array(Buffer.concat(accounts.map(({ privateKey }) => privateKey)));
  const addresses = accounts.map(({ address }) => address);
  return { kind, seed, layout, terms: { chainId, ...transferFees }, privateKeys, addresses };
}

function digestOfRequest(request: CorpusRequest, terms: SigningTerms): string {
  const { load, kind, seed, layout } = request;
  const fees = [terms.maxFeePerGasWei, terms.maxPriorityFeePerGasWei].map(String);
  const { accounts, vus, linesPerVu } = layout;
  const parts = [formatVersion, load, kind, seed, terms.chainId, accounts, vus, linesPerVu, ...fees];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}

interface Signing {
  readonly request: CorpusRequest;
  readonly job: SigningJob;
  readonly options: BuildOptions;
}

/** Signs into a draft beside the entry and renames it: nobody ever sees half a corpus under its name. */
async function signInto(dir: string, signing: Signing): Promise<void> {
  await removeDeadDrafts(path.dirname(dir));
  const draft = `${dir}.${process.pid}.${uniqueToken()}.draft`;
  await makeDirectory(draft);
  try {
    await writeLines(draft, signing);
    await removeTree(dir);
    await moveFile(draft, dir);
  } catch (error) {
    await removeTree(draft);
    // Another process may have put the same corpus there in the meantime; then its files are as good as ours.
    if (signing.options.signal?.aborted || !(await isWhole(dir))) throw error;
  }
}

/** What builders left that were killed: it may be gigabytes. */
async function removeDeadDrafts(dir: string): Promise<void> {
  for (const name of await listDirectory(dir)) {
    const pid = /\.(\d+)\.[0-9a-f]+\.draft$/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) await removeTree(path.join(dir, name));
  }
}

async function writeLines(dir: string, { request, job, options }: Signing): Promise<void> {
  const lines = lineCount(request.layout);
  const sample = chooseSample(job, request.seed);
  const threads = options.threads ?? Math.min(threadsMax, availableParallelism());
  const tell = progressOf(request.load, { lines, say: options.progress });
  await using files = await createCorpusFiles(dir);
  for await (const signed of signInThreads({ job, lines, threads, signal: options.signal })) {
    if (signed.from === 0) await refuseWithoutRoom(dir, { signed, lines });
    await checkSample(job, signed, sample);
    await files.append(signed);
    tell(signed.to);
  }
  await files.finish();
}

/** The first lines tell how long the others are. */
async function refuseWithoutRoom(
  dir: string,
  { signed, lines }: { signed: SignedLines; lines: number },
): Promise<void> {
  const needed = ((signed.text.length + signed.hashes.length) / signed.to) * lines;
  const free = await freeBytes(dir);
  if (needed < free) return;
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new EnvironmentError({
    message: `a corpus of ${lines.toLocaleString("en")} transactions needs ${gigabytes(needed)}, but ${path.dirname(dir)} has ${gigabytes(free)} left`,
    hint: "Make room, ask for fewer (rate, duration), or set XDG_CACHE_HOME to a larger disk.",
  });
}

/** Says how far a long build is: every tenth part, or after so many lines if those are fewer. */
function progressOf(
  load: string,
  { lines, say }: { lines: number; say: BuildOptions["progress"] },
): (done: number) => void {
  const step = Math.min(lines / 10, linesPerWordMax);
  let told = 0;
  return (done) => {
    const steps = Math.floor(done / step);
    if (say === undefined || lines <= quietLinesMax || steps <= told) return;
    told = steps;
    say(`signing for ${load}: ${done.toLocaleString("en")} of ${lines.toLocaleString("en")} transactions`);
  };
}
