import path from "node:path";
import { abortReason } from "../../base/clock.ts";
import { InterruptedError } from "../../base/errors.ts";
import { loadCluster } from "../../input/load-cluster.ts";
import type { SignedKind } from "../../model/plan.ts";
import { readTextNowIfThere } from "../../platform/files.ts";
import {
  type CorpusByHand,
  corpusByHand,
  type HandLoad,
  isLarge,
  serveByHand,
  usersByHand,
} from "../../run/corpus-by-hand.ts";
import { withInterrupts } from "../interrupts.ts";
import { noSuchDocument, valueOrThrow } from "../load-inputs.ts";
import { findDocument, findPlaces } from "../places.ts";

export interface CorpusOptions {
  readonly cluster?: string;
  /** Transactions a second. */
  readonly rate?: number;
  /** Milliseconds. */
  readonly for?: number;
  readonly vus?: number;
  readonly seed?: number;
  readonly serve?: boolean;
  readonly json?: boolean;
}

const defaults = { cluster: "clique-5", perSecond: 20, forMs: 30_000, seed: 1 };

/** `chaindrill corpus <kind>`: finds or signs a corpus, and tells how to replay it with plain k6. */
export async function corpusCommand(kind: SignedKind, options: CorpusOptions): Promise<void> {
  const places = findPlaces();
  const given = options.cluster ?? defaults.cluster;
  const file = findDocument(given, { home: places.home, kind: "cluster" });
  if (file === undefined) throw noSuchDocument(given, { home: places.home, kind: "cluster" });
  const load: HandLoad = {
    kind,
    seed: options.seed ?? defaults.seed,
    chainId: valueOrThrow(loadCluster({ file, readFile: readTextNowIfThere })).chainId,
    perSecond: options.rate ?? defaults.perSecond,
    forMs: options.for ?? defaults.forMs,
    vus: options.vus ?? usersByHand,
  };
  const say = (line: string) => console.error(line);
  await withInterrupts({ say }, async ({ signal }) => {
    const made = await corpusByHand(load, { cacheDir: places.cacheDir, signal, progress: say });
    const told = { load, made, script: path.join(places.home, "scenarios", "load", `${kind}.ts`), cluster: given };
    if (options.serve !== true) return tell({ ...told, source: made.corpus.source }, options);
    await using served = await serveByHand(made.corpus);
    tell({ ...told, source: served.corpus.source }, options);
    await untilInterrupted(signal);
  });
}

interface Told {
  readonly load: HandLoad;
  readonly made: CorpusByHand;
  readonly script: string;
  readonly cluster: string;
  /** File or URL. */
  readonly source: string;
}

function tell(told: Told, { json, serve }: CorpusOptions): void {
  const { load, made, source } = told;
  const { corpus, accounts } = made;
  const command = replayCommand(told);
  if (json === true) {
    const { lines, cached, transactionsFile } = corpus;
    const facts = { file: transactionsFile, source, lines, accounts, vus: load.vus, chainId: load.chainId, cached };
    process.stdout.write(`${JSON.stringify({ ...facts, up: upCommandFor(told), k6: command }, null, 2)}\n`);
    return;
  }
  const count = corpus.lines.toLocaleString("en");
  const lines = [
    `${count} ${load.kind} ${corpus.cached ? "were signed before" : "signed"}: ${corpus.transactionsFile}`,
    `from ${accounts} accounts, on chain ${load.chainId}; a network that has funded them, at once and only for this:`,
    `  ${upCommandFor(told)}`,
    "the load, with an endpoint of that network:",
    `  ${command}`,
  ];
  if (serve === true) lines.push("the transactions are served until Ctrl-C");
  else if (isLarge(corpus)) lines.push("k6 would hold all of them in memory: with --serve it fetches them as it goes");
  process.stdout.write(`${lines.join("\n")}\n`);
}

function upCommandFor({ load, cluster }: Told): string {
  const vus = load.vus === usersByHand ? "" : ` --vus ${load.vus}`;
  const seed = load.seed === defaults.seed ? "" : ` --seed ${load.seed}`;
  return `chaindrill up ${cluster} --load ${load.kind}${vus}${seed}`;
}

function replayCommand({ load, source, script }: Told): string {
  const settings = {
    CORPUS: source,
    VUS: load.vus,
    RATE: load.perSecond,
    DURATION: `${load.forMs}ms`,
    RPC_URLS: "http://127.0.0.1:8545",
  };
  const given = Object.entries(settings).map(([name, value]) => `-e ${quote(`${name}=${value}`)}`);
  return `k6 run ${given.join(" ")} ${quote(script)}`;
}

/** For a POSIX shell. */
const quote = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** Ctrl-C is how serving ends. */
async function untilInterrupted(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const end = () => (abortReason(signal) instanceof InterruptedError ? resolve() : reject(abortReason(signal)));
    if (signal.aborted) end();
    signal.addEventListener("abort", end, { once: true });
  });
}
