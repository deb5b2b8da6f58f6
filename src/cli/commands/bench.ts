import { systemClock } from "../../base/clock.ts";
import { ChaindrillError, exitCode } from "../../base/errors.ts";
import type { Plan } from "../../model/plan.ts";
import { renderBenchTerminal } from "../../report/bench/terminal.ts";
import { executeBench } from "../../run/bench/execute-bench.ts";
import { sweep } from "../../run/safety/sweep.ts";
import { takeTurn } from "../../run/take-turn.ts";
import { withInterrupts } from "../interrupts.ts";
import { type LoadPlan, loadAnyPlanOrThrow } from "../load-inputs.ts";
import { findPlaces } from "../places.ts";
import { runFacts } from "../run-facts.ts";
import { styleFor } from "../style.ts";
import { admitPlan } from "./admit-plan.ts";

export interface BenchOptions {
  readonly cluster?: string;
  readonly backend?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly beside?: boolean;
}

const planNames = ["bench-transfers", "bench-reads"];

/** `chaindrill bench`: about a minute; exit 2 when a figure could not be measured. */
export async function benchCommand(options: BenchOptions): Promise<void> {
  const places = findPlaces();
  const { backend, cluster } = options;
  const overrides = { backend, cluster, seed: undefined, sets: {} };
  const plans = planNames.map((name) => singlePlan(name, { places, overrides }));
  const say = (line: string) => (options.quiet || options.json ? undefined : console.error(line));
  const { entry, compared } = await withInterrupts({ say }, async (abort) => {
    const { signal } = abort;
    const turn = { cacheDir: places.cacheDir, clock: systemClock, signal, say };
    await using _turn = options.beside === true ? undefined : await takeTurn(turn);
    await sweep({ stateDir: places.stateDir, clock: systemClock });
    const facts = await runFacts(places, options);
    const admit = (plan: Plan) => admitPlan(plan, { say, signal });
    return await executeBench({ plans, admit, ...facts, abort, progress: say });
  });
  if (options.json) process.stdout.write(`${JSON.stringify({ ...entry, compared: compared.figures }, null, 2)}\n`);
  else process.stdout.write(renderBenchTerminal(entry, { compared, style: styleFor(process.stdout) }));
  process.exitCode = entry.figures.some(({ value }) => value === null) ? exitCode.unknown : exitCode.pass;
}

function singlePlan(name: string, options: LoadPlan): Plan {
  const given = loadAnyPlanOrThrow(name, options);
  if (given.kind !== "ab") return given.plan;
  throw new ChaindrillError({ message: `${name} compares two sides`, exitCode: exitCode.internal });
}
