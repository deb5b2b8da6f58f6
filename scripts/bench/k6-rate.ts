// What our engine costs: the rate at which k6 runs a script of ours with everything that makes it measurable (a schedule, a
// line for each start and end, records on disk) against the rate of a bare script that only posts, closed and open. One
// script asks the same single question as the bare one, so that the engine is what differs; the other is reads.ts, whose
// mix and answers cost something too. Same server, same users, asked for more than k6 can do, one after the other and
// twice, so that a slow minute of the machine touches all; and what is offered of a rate that it can do.

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

/** The best of the rounds, in operations a second. */
export interface K6RateBench {
  /** Bare script, each user as fast as it can. */
  readonly bareClosed: number;
  /** Bare script, constant arrival rate. */
  readonly bare: number;
  /** The same question through the engine. */
  readonly one: number;
  /** The mix of reads.ts through the engine. */
  readonly reads: number;
  /** What reads.ts did of `fixedPerSecond`. */
  readonly fixed: number;
}

export async function benchK6Rate(options: { k6: string; dir: string }): Promise<K6RateBench> {
  await using node = await startNullNode({ dir: options.dir });
  const at = { ...options, url: node.url };
  const one = path.join(options.dir, "one-question.js");
  await writeAtomically(one, oneQuestion);
  const runs: Record<keyof K6RateBench, (round: number) => Promise<number>> = {
    bareClosed: () => runBare(at, "closed"),
    bare: () => runBare(at, "open"),
    one: (round) => runScript({ ...at, name: `one-${round}`, script: one, perSecond: tooMuchPerSecond }),
    reads: (round) => runScript({ ...at, name: `reads-${round}`, script: reads, perSecond: tooMuchPerSecond }),
    fixed: (round) => runScript({ ...at, name: `fixed-${round}`, script: reads, perSecond: fixedPerSecond }),
  };
  const best = { bareClosed: 0, bare: 0, one: 0, reads: 0, fixed: 0 };
  for (let round = 0; round < rounds; round++) {
    for (const [what, run] of Object.entries(runs) as [keyof K6RateBench, (round: number) => Promise<number>][]) {
      best[what] = Math.max(best[what], await run(round));
    }
  }
  return best;
}

export function describeK6Rate(
  { bareClosed, bare, one, reads: mix, fixed }: K6RateBench,
  perSecond: (rate: number) => string,
): string[] {
  return [
    `k6 engine      ${(one / bare).toFixed(2)} x a bare k6 script at an arrival rate, the same question (${perSecond(one)} against ${perSecond(bare)}; ${perSecond(bareClosed)} in a closed loop)`,
    `k6 scenario    ${(mix / bare).toFixed(2)} x the same, reads.ts with its mix (${perSecond(mix)}); of ${perSecond(fixedPerSecond)} asked it does ${(fixed / fixedPerSecond).toFixed(3)}`,
  ];
}

const loadDir = path.resolve(import.meta.dirname, "..", "..", "scenarios", "load");
const reads = path.join(loadDir, "reads.ts");
const from = (file: string) => JSON.stringify(path.join(loadDir, "lib", file));

const oneQuestion = `import { operation } from ${from("operation.ts")};
import { loadOptions } from ${from("options.ts")};
import { call } from ${from("rpc.ts")};
export const options = loadOptions({ perSecond: 50, duration: "30s", vus: ${vus} });
export default () => { operation("read/eth_blockNumber", () => call("eth_blockNumber", [])); };
`;

interface Bench {
  readonly k6: string;
  readonly dir: string;
  readonly url: string;
}

async function runScript(bench: Bench & { name: string; script: string; perSecond: number }): Promise<number> {
  const runDir = path.join(bench.dir, bench.name);
  await makeDirectory(path.join(runDir, "load"));
  const spec: K6Load = {
    name: "reads",
    engine: "k6",
    script: bench.script,
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
