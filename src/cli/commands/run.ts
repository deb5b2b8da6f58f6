import path from "node:path";
import { systemClock } from "../../base/clock.ts";
import { type ChaindrillError, errorText } from "../../base/errors.ts";
import { renderJson } from "../../report/json.ts";
import { renderSummary } from "../../report/terminal/summary.ts";
import { executeRun } from "../../run/execute-run.ts";
import { renderSweep } from "../../run/safety/render-sweep.ts";
import { sweep } from "../../run/safety/sweep.ts";
import { takeTurn } from "../../run/take-turn.ts";
import { allowChain } from "../allow-chain.ts";
import { withInterrupts } from "../interrupts.ts";
import { loadAnyPlanOrThrow } from "../load-inputs.ts";
import { findPlaces } from "../places.ts";
import { createProgressView } from "../progress-view.ts";
import { runFacts } from "../run-facts.ts";
import { styleFor } from "../style.ts";
import { admitPlan } from "./admit-plan.ts";

export interface RunOptions {
  readonly backend?: string;
  readonly cluster?: string;
  readonly seed?: number;
  readonly out?: string;
  readonly set?: Readonly<Record<string, string>>;
  readonly quiet?: boolean;
  readonly json?: boolean;
  readonly beside?: boolean;
  readonly strict?: boolean;
  /** For the backend external: the chain that may be sent to. */
  readonly allowChain?: number;
  /** For the backend docker: the image to run nodes from. */
  readonly image?: string;
}

/** `chaindrill run <plan>`. */
export async function runCommand(name: string, options: RunOptions): Promise<void> {
  const places = findPlaces();
  const { backend, cluster, seed, set = {} } = options;
  const given = loadAnyPlanOrThrow(name, { places, overrides: { backend, cluster, seed, sets: set } });
  if (given.kind === "ab") return (await import("./run-ab.ts")).runAb(given.plan, options);
  const plan = allowChain(given.plan, options.allowChain);
  using view = createProgressView({ plan, quiet: options.quiet === true || options.json === true });
  const outcome = await withInterrupts({ say: view.say }, async (abort) => {
    const { tools, parts, facts } = await admitPlan(plan, {
      image: options.image,
      say: view.say,
      signal: abort.signal,
    });
    const turn = { cacheDir: places.cacheDir, clock: systemClock, signal: abort.signal, say: view.say };
    await using _turn = options.beside === true ? undefined : await takeTurn(turn);
    const swept = await sweep({ stateDir: places.stateDir, clock: systemClock });
    if (swept.runs.some((run) => !run.alive) || swept.strays.length > 0) view.say(renderSweep(swept).trimEnd());
    return await executeRun({
      plan,
      tools,
      parts,
      facts,
      ...(await runFacts(places, options)),
      abort,
      onEvent: view.onEvent,
      progress: view.say,
    });
  });
  view[Symbol.dispose]();
  if (outcome.error !== undefined) console.error(describeEnd(outcome.error));
  if (options.json) process.stdout.write(renderJson(outcome.result));
  else
    process.stdout.write(
      renderSummary(outcome.result, { style: styleFor(process.stdout), dir: relative(outcome.dir) }),
    );
  process.exitCode = outcome.exitCode;
}

function describeEnd(error: Error): string {
  const hint = (error as Partial<ChaindrillError>).hint;
  return `the run ended early: ${errorText(error)}${hint === undefined ? "" : `\n  try: ${hint}`}`;
}

/** A path as short as it can be pasted. */
function relative(dir: string): string {
  const short = path.relative(process.cwd(), dir);
  return short.startsWith("..") ? dir : short;
}
