// `npm run gate`: measures the regression gate itself, on a real network. It makes runs of one build, and of the same build
// with a delay planted that makes inclusion 10 % slower; then it draws comparisons from them and counts the verdicts.
//
//   npm run gate                         40 runs as they are, 20 planted (about half an hour)
//   npm run gate -- --blocks 2 --out DIR  fewer; --from FILE draws the table again from runs made before

import path from "node:path";
import { parseArgs } from "node:util";
import { readTextIfThere, writeAtomically } from "../../src/platform/files.ts";
import { makeRuns, orderOf } from "./make-runs.ts";
import { renderTable } from "./table.ts";
import { type MeasuredRun, runTrials } from "./trials.ts";

const home = path.resolve(import.meta.dirname, "../..");
const { values } = parseArgs({
  options: {
    /** Blocks of three runs, one of which is planted. */
    blocks: { type: "string", default: "20" },
    size: { type: "string", default: "10" },
    trials: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    plan: { type: "string", default: "short" },
    /** Inclusion takes 0.55 s at the median: blocks come every second, and half a second passes till the next. */
    plant: { type: "string", default: "spec.load.transfers.relayDelay=56ms" },
    out: { type: "string", default: path.join(home, "reports/runs/gate") },
    from: { type: "string" },
  },
});

const say = (line: string) => process.stderr.write(`${line}\n`);
const file = values.from ?? path.join(values.out, "gate.json");
const runs = values.from === undefined ? await measure() : await read(file);
const asked = { runs, size: Number(values.size), trials: Number(values.trials), seed: Number(values.seed) };
const aa = runTrials({ ...asked, candidate: "as it is" });
const planted = runTrials({ ...asked, candidate: "planted" });
process.stdout.write(renderTable({ runs, size: asked.size, aa, planted }));
say(`drawn from ${path.relative(process.cwd(), file)}`);

async function measure(): Promise<MeasuredRun[]> {
  const order = orderOf({ planted: Number(values.blocks), seed: Number(values.seed) });
  const made: MeasuredRun[] = [];
  for await (const { kind, result } of makeRuns({
    order,
    plan: values.plan,
    plantedSets: [values.plant],
    out: values.out,
    say,
  })) {
    if (result.invalid.length > 0) continue;
    const { metrics, environment, run } = result;
    made.push({ kind, id: run.id, startedAt: run.startedAt, metrics, environment });
    await writeAtomically(file, `${JSON.stringify({ plan: values.plan, plant: values.plant, runs: made })}\n`);
  }
  return made;
}

async function read(from: string): Promise<MeasuredRun[]> {
  const text = await readTextIfThere(from);
  if (text === undefined) throw new Error(`there is no ${from}`);
  return (JSON.parse(text) as { runs: MeasuredRun[] }).runs;
}
