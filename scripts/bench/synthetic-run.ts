// Runs that never happened, as long as one likes, on disk as the harness leaves them.

import path from "node:path";
import { systemClock } from "../../src/base/clock.ts";
import { createRunDirectory, saveBefore } from "../../src/journal/run-directory.ts";
import type { LoadSpec, Plan } from "../../src/model/plan.ts";
import { saveStream } from "../../src/platform/files.ts";
import { createGzipLines } from "../../src/platform/gzip-lines.ts";
import { sampleHeader } from "../../src/testing/sample-header.ts";
import { samplePlan } from "../../src/testing/sample-plan.ts";
import { type Journal, steadyAtMs, syntheticEvents } from "./synthetic-journal.ts";

export interface SyntheticRun {
  readonly dir: string;
  readonly seconds: number;
  readonly perSecond: number;
  readonly load: "reads" | "transfers";
  /** Beside one RPC node; every node is looked at four times a second. */
  readonly signers: number;
}

/** Writes a run; its load is a single one, of one operation each 1/perSecond, answered in 2 to 4 ms. */
export async function writeSyntheticRun(run: SyntheticRun): Promise<void> {
  const plan = planOf(run);
  const directory = createRunDirectory(run.dir);
  const observers = plan.cluster.nodes.filter(({ role }) => role === "rpc").map(({ id }) => String(id));
  saveBefore(directory, { header: sampleHeader({ plan, observers }), plan });
  await saveStream(directory.journalFile, journalLines({ plan, seconds: run.seconds, perSecond: run.perSecond }));
  await writeOperations(path.join(directory.loadDir, `${run.load}.ndjson.gz`), run);
}

function planOf({ load, perSecond, seconds, signers }: SyntheticRun): Plan {
  const plan = samplePlan({ signers });
  const spec: LoadSpec = {
    name: load,
    engine: "k6",
    script: `${load}.ts`,
    rate: { kind: "constant", perSecond },
    vus: 50,
    generators: 1,
    batch: 1,
    settings: {},
    requestTimeoutMs: 2_000,
    corpus: load === "transfers" ? "transfers" : "none",
    relayDelayMs: 0,
    through: plan.canary.through,
  };
  return { ...plan, kind: "benchmark", loads: [spec], measureMs: seconds * 1000 };
}

async function* journalLines(journal: Journal): AsyncIterable<Uint8Array> {
  let text = "";
  for (const event of syntheticEvents(journal)) {
    text += `${JSON.stringify(event)}\n`;
    if (text.length < 1 << 20) continue;
    yield Buffer.from(text);
    text = "";
  }
  yield Buffer.from(text);
}

const methods = ["eth_blockNumber", "eth_getBalance", "eth_call", "eth_getTransactionReceipt"];

async function writeOperations(file: string, run: SyntheticRun): Promise<void> {
  const lines = await createGzipLines({ file, clock: systemClock });
  const count = run.seconds * run.perSecond;
  let text = "";
  for (let index = 0; index < count; index++) {
    text += `${lineOf(index, run)}${index % 256 === 255 ? "" : "\n"}`;
    if (index % 256 !== 255) continue;
    if (!lines.write(text)) await lines.drained();
    text = "";
  }
  if (text !== "") lines.write(text.trimEnd());
  await lines.close();
}

/** JSON.stringify takes three times as long, and there are a hundred million of them. */
function lineOf(index: number, { perSecond, load }: SyntheticRun): string {
  // A multiplicative hash (Knuth, vol. 3, 6.4) in place of chance.
  const noise = Math.imul(index, 2_654_435_761) >>> 0;
  const intendedUs = steadyAtMs * 1000 + Math.floor((index * 1e6) / perSecond);
  const sentUs = intendedUs + (noise & 511);
  const doneUs = sentUs + 1500 + ((noise >>> 9) & 2047);
  const times = `"intendedAtMs":${intendedUs / 1000},"sentAtMs":${sentUs / 1000},"doneAtMs":${doneUs / 1000}`;
  if (load === "reads") {
    return `{"kind":"read","index":${index},${times},"outcome":"ok","method":"${methods[noise >>> 30]}"}`;
  }
  const hash = `0x${noise.toString(16).padStart(8, "0").repeat(7)}${index.toString(16).padStart(8, "0")}`;
  const from = `0x${(index % 500).toString(16).padStart(40, "0")}`;
  const nonce = Math.floor(index / 500);
  return `{"kind":"transaction","index":${index},${times},"outcome":"ok","hash":"${hash}","from":"${from}","nonce":${nonce}}`;
}
