// Makes the runs that the gate is measured with: of each block of three, in random order, two are of the build as it is
// and one of the same build with a delay planted between its load and the node.

import path from "node:path";
import { seededRandom } from "../../src/base/random.ts";
import { readResult } from "../../src/journal/read-result.ts";
import type { Result } from "../../src/model/result.ts";
import { listDirectory } from "../../src/platform/files.ts";
import { runProgram } from "../../src/platform/processes.ts";

export const kinds = ["as it is", "planted"] as const;
export type RunKind = (typeof kinds)[number];

export interface GateRun {
  readonly kind: RunKind;
  readonly dir: string;
  readonly result: Result;
}

const home = path.resolve(import.meta.dirname, "../..");
const runTimeoutMs = 180_000;

/** Kinds of all runs in order. */
export function orderOf(options: { planted: number; seed: number }): RunKind[] {
  const random = seededRandom(options.seed, "gate/order");
  return Array.from({ length: options.planted }, (_, block) =>
    random.stream(`block/${block}`).sample<RunKind>(["as it is", "as it is", "planted"], 3),
  ).flat();
}

/** Runs the plan once for every kind, as a user would; runs that do not count are made again, at most twice in a row. */
export async function* makeRuns(options: {
  order: readonly RunKind[];
  plan: string;
  plantedSets: readonly string[];
  out: string;
  say: (line: string) => void;
}): AsyncGenerator<GateRun> {
  for (const [index, kind] of options.order.entries()) {
    for (let attempt = 0; attempt < 3; attempt++) {
      options.say(`run ${index + 1} of ${options.order.length}: ${kind}${attempt === 0 ? "" : ", again"}`);
      const run = await makeRun({ ...options, kind, seed: index + 1 });
      yield run;
      if (run.result.invalid.length === 0) break;
      options.say(`does not count: ${run.result.invalid[0]}`);
    }
  }
}

async function makeRun(options: {
  kind: RunKind;
  seed: number;
  plan: string;
  plantedSets: readonly string[];
  out: string;
}): Promise<GateRun> {
  const { kind, seed, plan, plantedSets, out } = options;
  const sets = kind === "planted" ? plantedSets.flatMap((set) => ["--set", set]) : [];
  const args = ["run", plan, "--seed", String(seed), "--out", out, "--json", ...sets];
  // A run that fails an objective ends with 1 and still is a measurement, so its JSON decides and not its exit code.
  const command = 'command=$1; shift; "$command" "$@" || test $? -le 2';
  const { stdout } = await runProgram({
    command: "sh",
    args: ["-c", command, "run", path.join(home, "bin/chaindrill"), ...args],
    timeoutMs: runTimeoutMs,
  });
  const { run } = JSON.parse(stdout) as Result;
  const dir = path.join(out, await directoryOf(out, run.id));
  return { kind, dir, result: readResult(dir) };
}

async function directoryOf(out: string, runId: string): Promise<string> {
  const name = (await listDirectory(out)).find((one) => one.endsWith(runId));
  if (name === undefined) throw new Error(`run ${runId} left nothing in ${out}`);
  return name;
}
