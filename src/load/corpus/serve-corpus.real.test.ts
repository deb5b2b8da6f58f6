// Starts k6. Each user replays its own lines of a served corpus in their order, over several pieces, none twice.

import path from "node:path";
import { expect, it } from "vitest";
import { runProgram } from "../../platform/processes.ts";
import { realTools } from "../../testing/real-tools.ts";
import { startRpcStub } from "../../testing/rpc-stub.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { buildCorpus } from "./build-corpus.ts";
import { serveCorpus } from "./serve-corpus.ts";

const layout = { accounts: 5, vus: 5, linesPerVu: 600 };
/** Of scenarios/load/lib/corpus.ts. */
const linesAhead = 256;
const script = path.resolve(import.meta.dirname, "..", "..", "..", "scenarios", "load", "transfers.ts");

it("k6 replays a served corpus without a gap", async () => {
  const { k6 } = await realTools();
  const request = { load: "transfers", kind: "transfers", seed: 1, chainId: 1, layout } as const;
  const corpus = await buildCorpus(request, { cacheDir: await temporaryDirectory() });
  await using stub = await startRpcStub();
  await using served = await serveCorpus(corpus);
  const settings = {
    CORPUS: served.corpus.source,
    VUS: `${layout.vus}`,
    RATE: "1000",
    DURATION: "5s",
    RPC_URLS: stub.url,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ["-e", `${name}=${value}`]);
  await runProgram({
    command: k6,
    args: ["run", "--quiet", "--address=", "--summary-mode=disabled", ...args, script],
    env: { K6_NO_USAGE_REPORT: "true", K6_AUTO_EXTENSION_RESOLUTION: "false" },
    timeoutMs: 30_000,
  });
  const lines = (await corpus.readLines(0, corpus.lines)).toString().trimEnd().split("\n");
  const lineOf = new Map(lines.map((raw, line) => [raw, line]));
  const byUser = Array.from({ length: layout.vus }, (): number[] => []);
  for (const raw of stub.transactions) {
    const line = lineOf.get(raw) ?? Number.NaN;
    byUser[Math.floor(line / layout.linesPerVu)]?.push(line % layout.linesPerVu);
  }
  for (const sent of byUser) expect(sent).toEqual(sent.map((_, turn) => turn));
  expect(byUser.flat()).toHaveLength(stub.transactions.length);
  expect(Math.max(...byUser.map((sent) => sent.length))).toBeGreaterThan(linesAhead);
});
