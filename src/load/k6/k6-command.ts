// How k6 is started: quiet, offline, and with everything that could come from the user's surroundings shut out. What each
// switch does: https://grafana.com/docs/k6/latest/using-k6/k6-options/reference/

import { assertNever } from "../../base/assert.ts";
import type { K6Load, RateShape } from "../../model/plan.ts";

export interface K6Invocation {
  readonly spec: K6Load;
  readonly endpoints: readonly string[];
  /** WebSocket URLs of the same nodes; empty when there are none. */
  readonly wsEndpoints: readonly string[];
  /** Raw transactions, one in each line. */
  readonly corpusFile: string | undefined;
  readonly maxDurationMs: number;
  /** For the script's own choices, and for random arrivals. */
  readonly seed: number;
  readonly configFile: string;
  readonly logFile: string;
  /** What the script reports goes there. */
  readonly consoleFile: string;
  /** Which of the load's generators it is; undefined for the only one. */
  readonly segment: Segment | undefined;
  /** Heap growth, in percent of what is in use, before k6 collects garbage. */
  readonly garbagePercent: number;
}

/** One of several k6 processes that share a load. They wait, initialized, until they are released together. */
export interface Segment {
  readonly index: number;
  readonly count: number;
  /** Of its REST API, on the loopback interface. */
  readonly port: number;
}

export interface K6Command {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Options that k6 would also take from the environment, where they would override the script's. */
const strayVariables = ["K6_VUS", "K6_DURATION", "K6_ITERATIONS", "K6_STAGES", "K6_RPS", "K6_OUT", "K6_LOG_OUTPUT"];

/** Arguments and environment of k6 for one generator of a load. */
export function k6Command(invocation: K6Invocation): K6Command {
  const settings = Object.entries(scriptSettings(invocation)).flatMap(([name, value]) => ["-e", `${name}=${value}`]);
  return {
    args: [
      "run",
      "--quiet",
      "--no-thresholds", // with the summary off, too, k6 keeps no samples in memory
      "--summary-mode=disabled",
      ...segmentArgs(invocation.segment),
      "--include-system-env-vars=false",
      // Warnings would be a line for each failed request.
      `--log-output=file=${invocation.logFile},level=error`,
      "--log-format=raw",
      `--console-output=${invocation.consoleFile}`,
      ...settings,
      invocation.spec.script,
    ],
    env: {
      ...Object.fromEntries(strayVariables.map((name) => [name, undefined])),
      K6_CONFIG: invocation.configFile,
      K6_NO_USAGE_REPORT: "true",
      K6_AUTO_EXTENSION_RESOLUTION: "false",
      GOGC: `${invocation.garbagePercent}`,
      NO_COLOR: "1",
    },
  };
}

/** https://grafana.com/docs/k6/latest/using-k6/k6-options/reference/#execution-segment */
function segmentArgs(segment: Segment | undefined): string[] {
  if (segment === undefined) return ["--address="]; // no REST API: nothing listens
  const { index, count, port } = segment;
  const edges = Array.from({ length: count + 1 }, (_, edge) =>
    edge === 0 || edge === count ? `${Math.sign(edge)}` : `${edge}/${count}`,
  );
  return [
    `--address=127.0.0.1:${port}`,
    "--paused",
    `--execution-segment=${edges[index]}:${edges[index + 1]}`,
    `--execution-segment-sequence=${edges.join(",")}`,
  ];
}

/** What scenarios/load/lib reads; the plan's own settings cannot change how a load is measured. */
function scriptSettings(invocation: K6Invocation): Record<string, string> {
  const { spec, corpusFile, wsEndpoints } = invocation;
  return {
    ...spec.settings,
    RPC_URLS: invocation.endpoints.join(","),
    ...(wsEndpoints.length === 0 ? {} : { WS_URLS: wsEndpoints.join(",") }),
    ...rateSettings(spec.rate, invocation.maxDurationMs),
    VUS: `${spec.vus}`,
    BATCH: `${spec.batch}`,
    REQUEST_TIMEOUT: milliseconds(spec.requestTimeoutMs),
    SEED: `${invocation.seed}`,
    RECORD: "1",
    ...(corpusFile === undefined ? {} : { CORPUS: corpusFile }),
  };
}

function rateSettings(rate: RateShape, maxDurationMs: number): Record<string, string> {
  switch (rate.kind) {
    case "constant":
      return { RATE: `${rate.perSecond}`, DURATION: milliseconds(maxDurationMs) };
    case "poisson":
      return { POISSON: `${rate.perSecond}`, DURATION: milliseconds(maxDurationMs) };
    case "ramping": {
      const { startPerSecond, stages } = rate;
      const rampMs = stages.reduce((sum, stage) => sum + stage.durationMs, 0);
      // The last rate is held for what is left.
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
