import path from "node:path";
import { systemClock } from "../../base/clock.ts";
import { readBaseline } from "../../journal/baseline-file.ts";
import { type AbPlan, type AbSide, sideTools } from "../../model/ab-plan.ts";
import type { Plan } from "../../model/plan.ts";
import { renderComparisonJson } from "../../report/comparison/json.ts";
import { renderComparisonTerminal } from "../../report/comparison/terminal.ts";
import { executeAb, refuseAbPlan } from "../../run/ab/execute-ab.ts";
import { exitCodeOfComparison } from "../../run/compare/comparison-exit-code.ts";
import { saveComparison } from "../../run/compare/render-comparison.ts";
import { sweep } from "../../run/safety/sweep.ts";
import { takeTurn } from "../../run/take-turn.ts";
import { withInterrupts } from "../interrupts.ts";
import { findPlaces } from "../places.ts";
import { createProgressView, type ProgressView } from "../progress-view.ts";
import { runFacts } from "../run-facts.ts";
import { styleFor } from "../style.ts";
import { type AdmittedPlan, admitPlan } from "./admit-plan.ts";
import type { RunOptions } from "./run.ts";

/** `chaindrill run` of a plan of kind `ab`: exit 1 for a regression, 2 when the runs do not allow a verdict. */
export async function runAb(plan: AbPlan, options: RunOptions): Promise<void> {
  const places = findPlaces();
  refuseAbPlan(plan);
  const baseline = plan.baseline === undefined ? undefined : readBaseline(places.baselinesDir, plan.baseline);
  const quiet = options.quiet === true || options.json === true;
  const say = (line: string) => (quiet ? undefined : console.error(line));
  const outcome = await withInterrupts({ say }, async (abort) => {
    const { signal } = abort;
    const { image } = options;
    const sides = {
      reference: await admitSide(plan.reference, { image, say, signal }),
      candidate: await admitSide(plan.candidate, { image, say, signal }),
    };
    // One turn for the whole job: a run of somebody else between two of ours would be in one side's numbers only.
    const turn = { cacheDir: places.cacheDir, clock: systemClock, signal, say };
    await using _turn = options.beside === true ? undefined : await takeTurn(turn);
    await sweep({ stateDir: places.stateDir, clock: systemClock });
    using views = viewEachRun({ quiet });
    return await executeAb({
      plan,
      sides,
      baseline,
      ...(await runFacts(places, options)),
      abort,
      onRun: (one) => views.next(one).onEvent,
      progress: (line) => views.say(line),
    });
  });
  saveComparison(outcome.dir, outcome.comparison);
  const dir = path.relative(process.cwd(), outcome.dir);
  if (options.json) process.stdout.write(renderComparisonJson(outcome.comparison));
  else process.stdout.write(renderComparisonTerminal(outcome.comparison, { style: styleFor(process.stdout), dir }));
  const { status } = outcome.comparison.verdict;
  process.exitCode = exitCodeOfComparison(status, { strict: options.strict === true });
}

/** A side's own programs come before what the environment says. */
function admitSide(
  side: AbSide,
  options: { image: string | undefined; say: (line: string) => void; signal: AbortSignal },
): Promise<AdmittedPlan> {
  const own = sideTools.flatMap((tool) => {
    const file = side.tools[tool];
    return file === undefined ? [] : [[`CHAINDRILL_${tool.toUpperCase()}`, file] as const];
  });
  return admitPlan(side.plan, { ...options, env: { ...process.env, ...Object.fromEntries(own) } });
}

/** The progress of one run at a time; on a terminal each has the live view for itself. */
function viewEachRun({ quiet }: { quiet: boolean }) {
  let current: ProgressView | undefined;
  return {
    next(plan: Plan): ProgressView {
      current?.[Symbol.dispose]();
      // Without a terminal a line per event would bury the line per run.
      current = createProgressView({ plan, quiet: quiet || process.stderr.isTTY !== true });
      return current;
    },
    say(line: string): void {
      if (quiet) return;
      if (process.stderr.isTTY && current !== undefined) current.say(line);
      else console.error(line);
    },
    [Symbol.dispose](): void {
      current?.[Symbol.dispose]();
    },
  };
}
