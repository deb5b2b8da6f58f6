// What the closed loop costs: requests a second that our engine has answered, each checked, recorded and counted by
// method, against bare autocannon, which checks nothing, and wrk, which is written in C. Same null node, same connections,
// one after the other and several times: a machine's slow minute touches all.

import path from "node:path";
import { systemClock } from "../../src/base/clock.ts";
import { startAutocannonLoad } from "../../src/load/autocannon/start-autocannon-load.ts";
import type { AutocannonLoad } from "../../src/model/plan.ts";
import { makeDirectory, writeAtomically } from "../../src/platform/files.ts";
import { runProgram } from "../../src/platform/processes.ts";
import { fakeScope } from "../../src/testing/fake-scope.ts";
import { startNullNode } from "./start-null-node.ts";

const seconds = 5;
const rounds = 3;
const connections = 32;
/** Requests on the way at once on each connection; more gives no more. */
const pipelined = 8;

export interface SaturationBench {
  readonly oursPerSecond: number;
  readonly oursPipelinedPerSecond: number;
  readonly barePerSecond: number;
  /** Undefined where there is no wrk. */
  readonly wrkPerSecond: number | undefined;
}

/** The best of some rounds of each. */
export async function benchSaturation({ dir }: { dir: string }): Promise<SaturationBench> {
  await using node = await startNullNode({ dir });
  const at = { dir, url: node.url };
  const best = { bare: 0, ours: 0, pipelined: 0, wrk: 0 };
  for (let round = 0; round < rounds; round++) {
    best.bare = Math.max(best.bare, await runBare(at));
    best.ours = Math.max(best.ours, await runOurs(at, { name: `one-${round}`, pipelining: 1 }));
    best.pipelined = Math.max(best.pipelined, await runOurs(at, { name: `many-${round}`, pipelining: pipelined }));
    best.wrk = Math.max(best.wrk, (await runWrk(at)) ?? 0);
  }
  return {
    oursPerSecond: best.ours,
    oursPipelinedPerSecond: best.pipelined,
    barePerSecond: best.bare,
    wrkPerSecond: best.wrk === 0 ? undefined : best.wrk,
  };
}

/** Lines of the bench's table. */
export function describeSaturation(bench: SaturationBench, perSecond: (rate: number) => string): string[] {
  const { oursPerSecond, oursPipelinedPerSecond, barePerSecond, wrkPerSecond } = bench;
  const ratio = (oursPerSecond / barePerSecond).toFixed(2);
  const bare = `saturation     ${ratio} x bare autocannon, ${connections} connections, every answer checked (${perSecond(oursPerSecond)} against ${perSecond(barePerSecond)})`;
  if (wrkPerSecond === undefined)
    return [bare, "saturation     not compared with wrk, which is not installed (Debian: wrk)"];
  const one = (oursPerSecond / wrkPerSecond).toFixed(2);
  const many = (oursPipelinedPerSecond / wrkPerSecond).toFixed(2);
  return [
    bare,
    `saturation     ${one} x wrk (${perSecond(wrkPerSecond)}), ${many} x with ${pipelined} requests on the way at once (${perSecond(oursPipelinedPerSecond)}); wrk has one`,
  ];
}

interface Target {
  readonly dir: string;
  readonly url: string;
}

async function runOurs(
  { dir, url }: Target,
  { name, pipelining }: { name: string; pipelining: number },
): Promise<number> {
  const runDir = path.join(dir, "saturation");
  await makeDirectory(path.join(runDir, "load"));
  const scope = { ...fakeScope({ clock: systemClock }), runDir, scratchDir: runDir };
  const spec: AutocannonLoad = {
    ...{ name, engine: "autocannon", corpus: "none", connections, pipelining, mix: {} },
    ...{ requestTimeoutMs: 2000, relayDelayMs: 0, through: [] },
  };
  const load = await startAutocannonLoad({ spec, endpoints: [url], maxDurationMs: seconds * 1000, scope });
  await load.finished;
  // The first second has the start of the process in it, the last is cut off.
  const whole = scope.emittedOf("load.sampled").slice(1, -1);
  const overMs = (whole.at(-1)?.toMs ?? 0) - (whole[0]?.fromMs ?? 0);
  return (whole.reduce((sum, { ok }) => sum + ok, 0) * 1000) / overMs;
}

const question = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_blockNumber", params: [] });

/** In a process of its own, as ours is; by the command that a person would type. */
async function runBare({ url }: Target): Promise<number> {
  const script = path.resolve(import.meta.dirname, "..", "..", "node_modules", "autocannon", "autocannon.js");
  const asked = ["-m", "POST", "-H", "content-type=application/json", "-b", question];
  const args = [script, "--json", "-c", String(connections), "-d", String(seconds), ...asked, url];
  const { stdout } = await runProgram({ command: process.execPath, args, timeoutMs: 60_000 });
  const told = JSON.parse(stdout) as { requests: { total: number }; duration: number };
  return told.requests.total / told.duration;
}

/** Undefined where there is none. */
async function runWrk({ dir, url }: Target): Promise<number | undefined> {
  const script = path.join(dir, "post.lua");
  await writeAtomically(
    script,
    `wrk.method = "POST"; wrk.headers["content-type"] = "application/json"; wrk.body = '${question}'\n`,
  );
  const args = ["-t1", `-c${connections}`, `-d${seconds}s`, "-s", script, url];
  const told = await runProgram({ command: "wrk", args, timeoutMs: 60_000 }).catch(() => undefined);
  const rate = /Requests\/sec:\s+([\d.]+)/.exec(told?.stdout ?? "")?.[1];
  return rate === undefined ? undefined : Number(rate);
}
