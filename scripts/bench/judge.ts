// What judging a saved run costs: synthetic runs, judged by the real reader and the real analysis in a process of its
// own that keeps to one core. CPU time stands beside wall time because machines are shared.

import path from "node:path";
import { fileURLToPath } from "node:url";
import { removeTree } from "../../src/platform/files.ts";
import { runProgram } from "../../src/platform/processes.ts";
import { writeSyntheticRun } from "./synthetic-run.ts";

const worker = fileURLToPath(new URL("./judge-worker.ts", import.meta.url));
const judgeWithinMs = 3_600_000;
const million = 1_000_000;

interface Judged {
  readonly operations: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMib: number;
}

/** One line per run, as it is done; with `full` also those that take many minutes and gigabytes of disk. */
export async function benchJudge(options: { dir: string; full: boolean; say: (line: string) => void }): Promise<void> {
  const { dir, full, say } = options;
  for (const millions of full ? [1, 10, 100] : [1, 10]) {
    const run = { dir: path.join(dir, "judged"), load: "reads", perSecond: 100_000, signers: 5 } as const;
    const judged = await judge({ ...run, seconds: (millions * million) / run.perSecond });
    say(`judge          ${describe(judged)}  ${millions} M operations`);
  }
  const small = {
    dir: path.join(dir, "judged"),
    load: "transfers",
    perSecond: 1000,
    seconds: 200,
    signers: 5,
  } as const;
  const transfers = await judge(small);
  say(`judge          ${describe(transfers)}  0.2 M transactions, none of them in a block`);
  if (!full) return;
  for (const signers of [1, 5]) {
    const day = { dir: path.join(dir, "judged"), load: "reads", perSecond: 1000, seconds: 86_400, signers } as const;
    say(`judge          ${describe(await judge(day))}  24 h at 1,000/s, with the journal of ${signers + 1} nodes`);
  }
}

async function judge(run: Parameters<typeof writeSyntheticRun>[0]): Promise<Judged> {
  try {
    await writeSyntheticRun(run);
    const { stdout } = await onOneCore([process.execPath, worker, run.dir]);
    return JSON.parse(stdout) as Judged;
  } finally {
    await removeTree(run.dir);
  }
}

/** Garbage collection and compression would otherwise use a second core; where there is no taskset, they do. */
async function onOneCore(command: readonly string[]): Promise<{ stdout: string }> {
  const [program = "", ...args] = process.platform === "linux" ? ["taskset", "--cpu-list", "0", ...command] : command;
  return runProgram({ command: program, args, timeoutMs: judgeWithinMs });
}

function describe({ operations, seconds, cpuSeconds, peakMib }: Judged): string {
  const millionsPerSecond = (operations / million / cpuSeconds).toFixed(2);
  return `${millionsPerSecond} M/s of CPU (${cpuSeconds.toFixed(1)} s, ${seconds.toFixed(1)} s on the clock), ${Math.round(peakMib)} MiB at most`;
}
