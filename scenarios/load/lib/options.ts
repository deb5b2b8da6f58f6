// Options of a load from its environment (`k6 run -e RATE=40 ...`), so that the harness and a person at a shell set
// the same things in the same way:
//
//   RPC_URLS         comma-separated endpoints       RATE      iterations per second; or
//   VUS              requests in flight at most      STAGES    {"startPerSecond": 0, "stages": [{"targetPerSecond": 50, "durationMs": 10000}]}
//   REQUEST_TIMEOUT  k6 duration                     DURATION  k6 duration; with STAGES, how long the last rate is held

import type { Options, Scenario } from "k6/options";

export interface LoadDefaults {
  readonly perSecond: number;
  readonly duration: string;
  readonly vus: number;
}

interface Stages {
  readonly startPerSecond: number;
  readonly stages: readonly { readonly targetPerSecond: number; readonly durationMs: number }[];
}

/** An environment variable, or its default when it is not set or empty. */
export const setting = (name: string, fallback: string): string => __ENV[name] || fallback;

export const endpoints: readonly string[] = setting("RPC_URLS", "http://127.0.0.1:8545").split(",");
export const requestTimeout: string = setting("REQUEST_TIMEOUT", "10s");
export const vusOf = (defaults: LoadDefaults): number => Number(setting("VUS", `${defaults.vus}`));

/** An open model: iterations start by the clock, whether or not earlier ones have been answered. */
export function loadOptions(defaults: LoadDefaults): Options {
  return {
    scenarios: { load: scenario(defaults) },
    // Tags would only make k6's output larger: what is known of an operation travels in its metadata (operation.ts).
    systemTags: [],
    userAgent: "chaindrill",
  };
}

function scenario(defaults: LoadDefaults): Scenario {
  const vus = vusOf(defaults);
  // As many users from the start as there may be at most: making one during a run would delay the others.
  const common = { preAllocatedVUs: vus, maxVUs: vus, gracefulStop: "1s" };
  const duration = setting("DURATION", defaults.duration);
  const stagesText = setting("STAGES", "");
  if (stagesText === "") {
    const perSecond = Number(setting("RATE", `${defaults.perSecond}`));
    const { scale, timeUnit } = wholeRates([perSecond]);
    return { ...common, executor: "constant-arrival-rate", rate: perSecond * scale, timeUnit, duration };
  }
  const { startPerSecond, stages } = JSON.parse(stagesText) as Stages;
  const { scale, timeUnit } = wholeRates([startPerSecond, ...stages.map((stage) => stage.targetPerSecond)]);
  const last = stages.at(-1)?.targetPerSecond ?? startPerSecond;
  return {
    ...common,
    executor: "ramping-arrival-rate",
    startRate: startPerSecond * scale,
    timeUnit,
    stages: [
      ...stages.map((stage) => ({ target: stage.targetPerSecond * scale, duration: `${stage.durationMs}ms` })),
      { target: last * scale, duration },
    ],
  };
}

/** k6 takes only whole rates: 0.5 in a second is asked for as 5 in ten. */
function wholeRates(perSecond: readonly number[]): { readonly scale: number; readonly timeUnit: string } {
  for (const scale of [1, 10, 100, 1000]) {
    if (perSecond.every((rate) => Number.isInteger(rate * scale))) return { scale, timeUnit: `${scale}s` };
  }
  throw new Error(`rates must be numbers with at most three decimals, not ${perSecond.join(", ")}`);
}
