// What our scenario costs: the rate at which k6 runs reads.ts with everything that makes it measurable (a schedule, a line
// for each start and end, records on disk) against the rate of a bare script that only posts, closed and open. Same
// server, same users, asked for more than k6 can do, one after the other and twice, so that a slow minute of the machine
// touches all; and what is offered of a rate that it can do.

import path from "node:path";
import { systemClock } from "../../src/base/clock.ts";
import { startK6Load } from "../../src/load/k6/start-k6-load.ts";
import type { K6Load } from "../../src/model/plan.ts";
import { makeDirectory, readText, writeAtomically } from "../../src/platform/files.ts";
import { runProgram } from "../../src/platform/processes.ts";
import { fakeScope } from "../../src/testing/fake-scope.ts";
import { startNullNode } from "./start-null-node.ts";

const seconds = 8;
const tooMuchPerSecond = 20_000;
const fixedPerSecond = 4000;
const vus = 50;
const rounds = 2;

export interface K6RateBench {
  readonly scenarioPerSecond: number;
  readonly barePerSecond: number;
  readonly bareClosedPerSecond: number;
  /** Against the open bare script. */
  readonly ratio: number;
  /** Share of a fixed rate that was offered. */
  readonly offeredShare: number;
}

export async function benchK6Rate(options: { k6: string; dir: string }): Promise<K6RateBench> {
  await using node = await startNullNode({ dir: options.dir });
  const at = { ...options, url: node.url };
  const rates = { scenario: 0, open: 0, closed: 0, fixed: 0 };
  for (let round = 0; round < rounds; round++) {
    rates.closed = Math.max(rates.closed, await runBare(at, "closed"));
    rates.open = Math.max(rates.open, await runBare(at, "open"));
    rates.scenario = Math.max(
      rates.scenario,
      await runScenario({ ...at, name: `most-${round}`, perSecond: tooMuchPerSecond }),
    );
    const fixed = { ...at, name: `fixed-${round}`, perSecond: fixedPerSecond };
    rates.fixed = Math.max(rates.fixed, await runScenario(fixed));
  }
  return {
    scenarioPerSecond: rates.scenario,
    barePerSecond: rates.open,
    bareClosedPerSecond: rates.closed,
    ratio: rates.scenario / rates.open,
    offeredShare: rates.fixed / fixedPerSecond,
  };
}

interface Bench {
  readonly k6: string;
  readonly dir: string;
  readonly url: string;
}

async function runScenario(bench: Bench & { name: string; perSecond: number }): Promise<number> {
  const runDir = path.join(bench.dir, bench.name);
  await makeDirectory(path.join(runDir, "load"));
  const spec: K6Load = {
    name: "reads",
    engine: "k6",
    script: path.resolve(import.meta.dirname, "..", "..", "scenarios", "load", "reads.ts"),
    rate: { kind: "constant", perSecond: bench.perSecond },
    vus,
    requestTimeoutMs: 2000,
    corpus: "none",
    relayDelayMs: 0,
    through: [],
    generators: 1,
    batch: 1,
    settings: {},
  };
  const scope = { ...fakeScope({ clock: systemClock }), runDir, scratchDir: runDir };
  const load = await startK6Load({ spec, k6: bench.k6, endpoints: [bench.url], maxDurationMs: seconds * 1000, scope });
  const { ok } = await load.finished;
  return ok / seconds;
}

async function runBare({ k6, dir, url }: Bench, model: keyof typeof executors): Promise<number> {
  const script = path.join(dir, `bare-${model}.js`);
  const summary = path.join(dir, `bare-${model}.json`);
  await writeAtomically(script, bareScript(url, executors[model]));
  const env = { K6_NO_USAGE_REPORT: "true", K6_AUTO_EXTENSION_RESOLUTION: "false" };
  const args = ["run", "--quiet", "--address=", `--summary-export=${summary}`, script];
  await runProgram({ command: k6, args, env, timeoutMs: 60_000 });
  const counted = JSON.parse(await readText(summary)) as { metrics: { http_reqs: { count: number } } };
  return counted.metrics.http_reqs.count / seconds;
}

const executors = {
  closed: { executor: "constant-vus", vus, duration: `${seconds}s` },
  open: {
    executor: "constant-arrival-rate",
    rate: tooMuchPerSecond,
    timeUnit: "1s",
    duration: `${seconds}s`,
    preAllocatedVUs: vus,
    maxVUs: vus,
  },
} as const;

const bareScript = (url: string, executor: object) => `import http from "k6/http";
export const options = { scenarios: { bare: ${JSON.stringify(executor)} } };
const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_blockNumber", params: [] });
export default () => { http.post("${url}", body, { headers: { "content-type": "application/json" } }); };
`;
