// What our scenario costs: the rate at which k6 runs reads.ts with everything that makes it measurable (metadata, CSV
// stream, parsing, records on disk) against the rate of a bare script that only posts. Same server, same users, asked
// for more than k6 can do, one after the other and twice, so that a slow minute of the machine touches both.

import { once } from "node:events";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { systemClock } from "../../src/base/clock.ts";
import { startK6Load } from "../../src/load/k6/start-k6-load.ts";
import type { LoadSpec } from "../../src/model/plan.ts";
import { makeDirectory, readText, writeAtomically } from "../../src/platform/files.ts";
import { runProgram } from "../../src/platform/processes.ts";
import { fakeScope } from "../../src/testing/fake-scope.ts";

const seconds = 8;
const perSecond = 20_000;
const vus = 50;

export interface K6RateBench {
  readonly scenarioPerSecond: number;
  readonly barePerSecond: number;
  readonly ratio: number;
}

export async function benchK6Rate(options: { k6: string; dir: string }): Promise<K6RateBench> {
  const worker = new Worker(new URL("./stub-worker.ts", import.meta.url));
  const [url] = (await once(worker, "message")) as [string];
  const at = { ...options, url };
  const scenario: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < 2; round++) {
    bare.push(await runBare(at));
    scenario.push(await runScenario({ ...at, round }));
  }
  await worker.terminate();
  const [scenarioPerSecond, barePerSecond] = [Math.max(...scenario), Math.max(...bare)];
  return { scenarioPerSecond, barePerSecond, ratio: scenarioPerSecond / barePerSecond };
}

interface Bench {
  readonly k6: string;
  readonly dir: string;
  readonly url: string;
}

async function runScenario(bench: Bench & { round: number }): Promise<number> {
  const runDir = path.join(bench.dir, `scenario-${bench.round}`);
  await makeDirectory(path.join(runDir, "load"));
  const spec: LoadSpec = {
    name: "reads",
    engine: "k6",
    script: path.resolve(import.meta.dirname, "..", "..", "scenarios", "load", "reads.ts"),
    rate: { kind: "constant", perSecond },
    vus,
    requestTimeoutMs: 2000,
    corpus: "none",
    relayDelayMs: 0,
    through: [],
  };
  const scope = { ...fakeScope({ clock: systemClock }), runDir, scratchDir: runDir };
  const load = await startK6Load({ spec, k6: bench.k6, endpoints: [bench.url], maxDurationMs: seconds * 1000, scope });
  const { ok } = await load.finished;
  return ok / seconds;
}

async function runBare({ k6, dir, url }: Bench): Promise<number> {
  const script = path.join(dir, "bare.js");
  const summary = path.join(dir, "bare-summary.json");
  await writeAtomically(script, bareScript(url));
  const env = { K6_NO_USAGE_REPORT: "true", K6_AUTO_EXTENSION_RESOLUTION: "false" };
  const args = ["run", "--quiet", "--address=", `--summary-export=${summary}`, script];
  await runProgram({ command: k6, args, env, timeoutMs: 60_000 });
  const counted = JSON.parse(await readText(summary)) as { metrics: { http_reqs: { count: number } } };
  return counted.metrics.http_reqs.count / seconds;
}

const bareScript = (url: string) => `import http from "k6/http";
export const options = { scenarios: { bare: { executor: "constant-arrival-rate", rate: ${perSecond}, timeUnit: "1s",
  duration: "${seconds}s", preAllocatedVUs: ${vus}, maxVUs: ${vus} } } };
const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_blockNumber", params: [] });
export default () => { http.post("${url}", body, { headers: { "content-type": "application/json" } }); };
`;
