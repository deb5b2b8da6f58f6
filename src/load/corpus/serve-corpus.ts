// Hands a large corpus to k6 piece by piece: k6 can open a file only whole, and holds what it opens
// (https://grafana.com/docs/k6/latest/javascript-api/init-context/open/). Asked by scenarios/load/lib/corpus.ts:
//
//   GET /lines?total=1000000&from=500&count=256      256 raw transactions, each with its newline

import { type LoopbackServer, startLoopbackServer } from "../../platform/loopback-server.ts";
import type { BuiltCorpus } from "./build-corpus.ts";

/** With more lines than this a corpus would be most of k6's memory: 200,000 transfers take about 400 MB of it. */
export const heldLinesMax = 200_000;
const linesPerRequestMax = 10_000;

export interface ServedCorpus extends AsyncDisposable {
  /** The same corpus, with the source that k6 is to read. */
  readonly corpus: BuiltCorpus;
}

/** Serves a corpus that is too large for k6 to hold; leaves a smaller one as it is. */
export async function serveIfLarge(corpus: BuiltCorpus): Promise<ServedCorpus> {
  if (corpus.lines <= heldLinesMax) return { corpus, async [Symbol.asyncDispose]() {} };
  return serveCorpus(corpus);
}

/** Serves the lines of a corpus on the loopback interface, until it is disposed. */
export async function serveCorpus(corpus: BuiltCorpus): Promise<ServedCorpus> {
  const server: LoopbackServer = await startLoopbackServer(async ({ pathname, searchParams }) => {
    const from = Number(searchParams.get("from") ?? "0");
    const count = Number(searchParams.get("count"));
    if (pathname !== "/lines") return { status: 404, body: "only /lines is served here\n" };
    if (!Number.isSafeInteger(from) || from < 0 || !(count >= 1 && count <= linesPerRequestMax)) {
      return { status: 400, body: `from must be a line and count 1 to ${linesPerRequestMax}\n` };
    }
    return { status: 200, body: await corpus.readLines(from, from + Math.floor(count)) };
  });
  return {
    corpus: { ...corpus, source: `${server.url}/lines?total=${corpus.lines}` },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
