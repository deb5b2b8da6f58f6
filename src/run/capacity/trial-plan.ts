import { ChaindrillError, exitCode } from "../../base/errors.ts";
import type { K6Load, Plan } from "../../model/plan.ts";

/** Users for a rate, by Little's law at the longest time an answer may take; a VU costs memory, so there is a bound. */
const vusMax = 1000;
const vusMin = 50;

/**
 * The load whose rate is searched: the one named, or the plan's first. Throws ChaindrillError (exit 3) where there is none,
 * and for a network that is not ours: every trial needs a fresh one.
 */
export function searchedLoad(plan: Plan, name: string | undefined): K6Load {
  if (plan.cluster.external !== undefined) {
    throw new ChaindrillError({
      message: `${plan.cluster.name} is an external network: every trial of a search needs a fresh one`,
      hint: "Search on a cluster that is started for it, for instance with --cluster clique-5.",
      exitCode: exitCode.invalidInput,
    });
  }
  const loads = plan.loads.filter((load): load is K6Load => load.engine === "k6");
  const load = name === undefined ? loads[0] : loads.find((one) => one.name === name);
  if (load !== undefined) return load;
  const known = loads.map((one) => one.name).join(", ") || "none";
  throw new ChaindrillError({
    message: `expected a load of ${plan.name} with a rate, found ${name ?? "none"}`,
    hint: `Its loads with a rate: ${known}.`,
    exitCode: exitCode.invalidInput,
  });
}

export interface TrialPlanOptions {
  readonly load: string;
  readonly perSecond: number;
  readonly startPerSecond: number;
  readonly measureMs: number;
}

/**
 * The plan of one trial: the searched load at this rate, all others as they are, and no faults. Its users are those of
 * the whole octave, so that trials which are narrowed down to differ in their rate alone.
 */
export function trialPlan(plan: Plan, options: TrialPlanOptions): Plan {
  const { load: searched, perSecond, startPerSecond, measureMs } = options;
  const loads = plan.loads.map((load) => {
    if (load.name !== searched || load.engine !== "k6") return load;
    const wanted = Math.ceil((octaveOf(perSecond, startPerSecond) * load.requestTimeoutMs) / 1000);
    const kind = load.rate.kind === "poisson" ? "poisson" : "constant";
    return { ...load, rate: { kind, perSecond }, vus: Math.min(vusMax, Math.max(vusMin, wanted)) } as const;
  });
  return { ...plan, kind: "benchmark", loads, faults: [], checks: [], measureMs };
}

/** The plan whose transactions serve all trials of an octave: signed once, for its highest rate and whole trials. */
export const signingPlan = (plan: Plan, options: TrialPlanOptions): Plan =>
  trialPlan(plan, { ...options, perSecond: octaveOf(options.perSecond, options.startPerSecond) });

/** The least of start, 2 start, 4 start (and of their halves) that is not below the rate: what a bracket tries. */
function octaveOf(perSecond: number, startPerSecond: number): number {
  const octave = startPerSecond * 2 ** Math.ceil(Math.log2(perSecond / startPerSecond) - 1e-9);
  return Math.max(perSecond, octave);
}
