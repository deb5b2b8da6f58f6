// How k6 is started: quiet, offline, and with everything that could come from the user's surroundings shut out. What each
// switch does: https://grafana.com/docs/k6/latest/using-k6/k6-options/reference/

import { assertNever } from "../../base/assert.ts";
import type { LoadSpec, RateShape } from "../../model/plan.ts";

export interface K6Invocation {
  readonly spec: LoadSpec;
  readonly endpoints: readonly string[];
  /** Raw transactions, one in each line. */
  readonly corpusFile: string | undefined;
  readonly maxDurationMs: number;
  /** For the script's own choices. */
  readonly seed: number;
  readonly configFile: string;
  readonly logFile: string;
}

export interface K6Command {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Options that k6 would also take from the environment, where they would override the script's. */
const strayVariables = ["K6_VUS", "K6_DURATION", "K6_ITERATIONS", "K6_STAGES", "K6_RPS", "K6_OUT", "K6_LOG_OUTPUT"];

/** Arguments and environment of k6 for one load. */
export function k6Command(invocation: K6Invocation): K6Command {
  const settings = Object.entries(scriptSettings(invocation)).flatMap(([name, value]) => ["-e", `${name}=${value}`]);
  return {
    args: [
      "run",
      "--quiet",
      "--no-thresholds", // with the summary off, too, k6 keeps no samples in memory
      "--summary-mode=disabled",
      "--address=", // no REST API: nothing listens
      "--include-system-env-vars=false",
      // Warnings would be a line for each failed request.
      `--log-output=file=${invocation.logFile},level=error`,
      "--log-format=json",
      "--out=csv=-",
      ...settings,
      invocation.spec.script,
    ],
    env: {
      ...Object.fromEntries(strayVariables.map((name) => [name, undefined])),
      K6_CONFIG: invocation.configFile,
      K6_NO_USAGE_REPORT: "true",
      K6_AUTO_EXTENSION_RESOLUTION: "false",
      K6_CSV_TIME_FORMAT: "unix_micro",
      K6_CSV_SAVE_INTERVAL: "200ms",
      NO_COLOR: "1",
    },
  };
}

/** What scenarios/load/lib reads. */
function scriptSettings(invocation: K6Invocation): Record<string, string> {
  const { spec, corpusFile } = invocation;
  return {
    RPC_URLS: invocation.endpoints.join(","),
    ...rateSettings(spec.rate, invocation.maxDurationMs),
    VUS: `${spec.vus}`,
    REQUEST_TIMEOUT: milliseconds(spec.requestTimeoutMs),
    SEED: `${invocation.seed}`,
    ...(corpusFile === undefined ? {} : { CORPUS: corpusFile }),
  };
}

function rateSettings(rate: RateShape, maxDurationMs: number): Record<string, string> {
  switch (rate.kind) {
    case "constant":
      return { RATE: `${rate.perSecond}`, DURATION: milliseconds(maxDurationMs) };
    case "ramping": {
      const { startPerSecond, stages } = rate;
      const rampMs = stages.reduce((sum, stage) => sum + stage.durationMs, 0);
      // The last rate is held for what is left; k6 refuses a stage of no duration.
      return {
        STAGES: JSON.stringify({ startPerSecond, stages }),
        DURATION: milliseconds(Math.max(1, maxDurationMs - rampMs)),
      };
    }
    default:
      return assertNever(rate);
  }
}

const milliseconds = (ms: number): string => `${Math.round(ms)}ms`;
