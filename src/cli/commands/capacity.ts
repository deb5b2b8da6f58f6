import path from "node:path";
import { systemClock } from "../../base/clock.ts";
import { ChaindrillError, exitCode } from "../../base/errors.ts";
import { readCapacity } from "../../journal/read-capacity.ts";
import { runDirectoryAt } from "../../journal/run-directory.ts";
import type { Capacity } from "../../model/capacity.ts";
import { type K6Load, type Plan, peakPerSecond } from "../../model/plan.ts";
import { describeTrial } from "../../report/capacity/describe-capacity.ts";
import { renderCapacityHtml } from "../../report/capacity/html.ts";
import { renderCapacityTerminal } from "../../report/capacity/terminal.ts";
import { type CapacityOutcome, type CapacityRequest, executeCapacity } from "../../run/capacity/execute-capacity.ts";
import { refuseOther } from "../../run/capacity/resume-search.ts";
import { searchedLoad } from "../../run/capacity/trial-plan.ts";
import { sweep } from "../../run/safety/sweep.ts";
import { takeTurn } from "../../run/take-turn.ts";
import { withInterrupts } from "../interrupts.ts";
import { loadAnyPlanOrThrow } from "../load-inputs.ts";
import { findPlaces } from "../places.ts";
import { runFacts } from "../run-facts.ts";
import { styleFor } from "../style.ts";
import { admitPlan } from "./admit-plan.ts";

export interface CapacityOptions {
  readonly load?: string;
  readonly from?: number;
  readonly cap?: number;
  readonly slo?: { readonly quantile: "p95" | "p99"; readonly ms: number };
  readonly trial?: number;
  readonly precision?: number;
  readonly within?: number;
  /** Directory of a search that ended early; what it searched with is in there. */
  readonly resume?: string;
  readonly backend?: string;
  readonly cluster?: string;
  readonly seed?: number;
  readonly set?: Readonly<Record<string, string>>;
  readonly image?: string;
  readonly out?: string;
  readonly quiet?: boolean;
  readonly json?: boolean;
  readonly beside?: boolean;
}

const defaultTrialMs = 60_000;
const defaultCapPerSecond = 20_000;
const defaultPrecision = 1.05;
const trialsMax = 40;
const defaultTimeMaxMs = 90 * 60_000;
/** What an inclusion may take by default: so many blocks. */
const sloBlocks = 4;

/** `chaindrill capacity <plan>`: exit 2 when the search has no answer, or the generator was the limit. */
export async function capacityCommand(name: string, options: CapacityOptions): Promise<void> {
  const places = findPlaces();
  const { backend, cluster, seed, set = {} } = options;
  const given = loadAnyPlanOrThrow(name, { places, overrides: { backend, cluster, seed, sets: set } });
  if (given.kind === "ab") throw needsSinglePlan(name);
  const { plan } = given;
  const load = searchedLoad(plan, options.load);
  const resumed = options.resume === undefined ? undefined : findSearch(options.resume, { plan, load: load.name });
  const say = (line: string) => (options.quiet || options.json ? undefined : console.error(line));
  const outcome = await withInterrupts({ say }, async (abort) => {
    const { signal } = abort;
    const admitted = await admitPlan({ ...plan, faults: [], checks: [] }, { image: options.image, say, signal });
    const turn = { cacheDir: places.cacheDir, clock: systemClock, signal, say };
    await using _turn = options.beside === true ? undefined : await takeTurn(turn);
    await sweep({ stateDir: places.stateDir, clock: systemClock });
    let count = resumed?.capacity.trials.length ?? 0;
    return await executeCapacity({
      plan,
      ...admitted,
      ...(await runFacts(places, options)),
      load: load.name,
      ...(resumed === undefined ? freshSettings(options, { plan, load }) : keptSettings(options, resumed.capacity)),
      resumed,
      abort,
      progress: say,
      onTrial: (_plan, { perSecond, purpose }) => {
        count += 1;
        say(`trial ${count}: ${perSecond}/s, to ${purpose}`);
        return () => undefined;
      },
      onTrialDone: (trial) => say(`  ${describeTrial(trial)}`),
    });
  });
  runDirectoryAt(outcome.dir).write("capacity.html", renderCapacityHtml(outcome.capacity));
  const dir = path.relative(process.cwd(), outcome.dir);
  if (options.json) process.stdout.write(`${JSON.stringify(outcome.capacity, null, 2)}\n`);
  else process.stdout.write(renderCapacityTerminal(outcome.capacity, { style: styleFor(process.stdout), dir }));
  process.exitCode = exitCodeOf(outcome.capacity);
}

type Settings = Pick<CapacityRequest, "search" | "trialMs" | "quantile" | "sloMs">;

function freshSettings(options: CapacityOptions, { plan, load }: { plan: Plan; load: K6Load }): Settings {
  return {
    search: {
      startPerSecond: options.from ?? peakPerSecond(load.rate),
      capPerSecond: options.cap ?? defaultCapPerSecond,
      precision: options.precision ?? defaultPrecision,
      trialsMax,
      timeMaxMs: options.within ?? defaultTimeMaxMs,
    },
    trialMs: options.trial ?? defaultTrialMs,
    quantile: options.slo?.quantile ?? "p99",
    sloMs: options.slo?.ms ?? sloBlocks * plan.cluster.consensus.blockPeriodMs,
  };
}

/** Those of the search that goes on: trials of different ones would not be about the same thing. */
function keptSettings({ within }: CapacityOptions, { settings }: Capacity): Settings {
  const { trialMs, quantile, sloMs, timeMaxMs, ...search } = settings;
  return { search: { ...search, timeMaxMs: within ?? timeMaxMs }, trialMs, quantile, sloMs };
}

function findSearch(given: string, { plan, load }: { plan: Plan; load: string }): CapacityOutcome {
  const dir = path.resolve(given);
  const capacity = readCapacity(dir);
  refuseOther(capacity, { plan: plan.name, cluster: plan.cluster.name, backend: plan.backend, load });
  return { dir, capacity };
}

function exitCodeOf({ answer }: Capacity): number {
  return answer.kind === "found" && answer.reason !== "generator-bound" ? exitCode.pass : exitCode.unknown;
}

function needsSinglePlan(name: string): ChaindrillError {
  return new ChaindrillError({
    message: `${name} is a comparison of two sides: a search needs a plan of one`,
    hint: "Name the plan that it compares.",
    exitCode: exitCode.invalidInput,
  });
}
