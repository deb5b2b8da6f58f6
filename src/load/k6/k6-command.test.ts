import { describe, expect, it } from "vitest";
import { commandLine } from "../../platform/processes.ts";
import { type K6Invocation, k6Command } from "./k6-command.ts";

const invocation: K6Invocation = {
  spec: {
    name: "transfers",
    engine: "k6",
    script: "/plans/transfers.ts",
    rate: { kind: "constant", perSecond: 40 },
    vus: 200,
    requestTimeoutMs: 2500,
    corpus: "transfers",
    relayDelayMs: 0,
    through: [],
    generators: 1,
    batch: 1,
    settings: { RANGE: "1000", VUS: "7" },
  },
  endpoints: ["http://127.0.0.1:1", "http://127.0.0.1:2"],
  wsEndpoints: [],
  corpusFile: "/cache/corpus/abc/transactions.txt",
  maxDurationMs: 60_000,
  seed: 7,
  configFile: "/scratch/k6.json",
  logFile: "/run/load/transfers.k6.log",
  consoleFile: "/scratch/k6.lines",
  segment: undefined,
  garbagePercent: 400,
};

describe("k6Command", () => {
  it("is quiet, offline and keeps nothing in memory", () => {
    const { args, env } = k6Command(invocation);
    expect(commandLine("k6", args).replaceAll(" -", "\n  -")).toMatchInlineSnapshot(`
      "k6 run
        --quiet
        --no-thresholds
        --summary-mode=disabled
        --address=
        --include-system-env-vars=false
        --log-output=file=/run/load/transfers.k6.log,level=error
        --log-format=raw
        --console-output=/scratch/k6.lines
        -e RANGE=1000
        -e VUS=200
        -e RPC_URLS=http://127.0.0.1:1,http://127.0.0.1:2
        -e RATE=40
        -e DURATION=60000ms
        -e BATCH=1
        -e REQUEST_TIMEOUT=2500ms
        -e SEED=7
        -e RECORD=1
        -e CORPUS=/cache/corpus/abc/transactions.txt /plans/transfers.ts"
    `);
    expect(env).toMatchInlineSnapshot(`
      {
        "GOGC": "400",
        "K6_AUTO_EXTENSION_RESOLUTION": "false",
        "K6_CONFIG": "/scratch/k6.json",
        "K6_DURATION": undefined,
        "K6_ITERATIONS": undefined,
        "K6_LOG_OUTPUT": undefined,
        "K6_NO_USAGE_REPORT": "true",
        "K6_OUT": undefined,
        "K6_RPS": undefined,
        "K6_STAGES": undefined,
        "K6_VUS": undefined,
        "NO_COLOR": "1",
      }
    `);
  });

  it("holds the last rate of a ramp for what is left of the duration", () => {
    const rate = { kind: "ramping", startPerSecond: 0, stages: [{ targetPerSecond: 50, durationMs: 10_000 }] } as const;
    const { args } = k6Command({ ...invocation, corpusFile: undefined, spec: { ...invocation.spec, rate } });
    expect(args.filter((arg) => /^(RATE|STAGES|DURATION|CORPUS)=/.test(arg))).toMatchInlineSnapshot(`
      [
        "STAGES={"startPerSecond":0,"stages":[{"targetPerSecond":50,"durationMs":10000}]}",
        "DURATION=50000ms",
      ]
    `);
  });

  it("tells random arrivals their rate, and where to subscribe", () => {
    const spec = { ...invocation.spec, rate: { kind: "poisson", perSecond: 12.5 } as const };
    const { args } = k6Command({ ...invocation, spec, wsEndpoints: ["ws://127.0.0.1:3"] });
    expect(args.filter((arg) => /^(RATE|POISSON|SEED|WS_URLS)=/.test(arg))).toEqual([
      "WS_URLS=ws://127.0.0.1:3",
      "POISSON=12.5",
      "SEED=7",
    ]);
  });

  it("gives each of several generators its segment, paused and with a REST interface to release it by", () => {
    const segments = [0, 1, 2].map((index) =>
      k6Command({ ...invocation, segment: { index, count: 3, port: 9000 + index } }),
    );
    const shown = segments.map(({ args }) => args.filter((arg) => /segment|paused|address/.test(arg)).join(" "));
    expect(shown.join("\n")).toMatchInlineSnapshot(`
      "--address=127.0.0.1:9000 --paused --execution-segment=0:1/3 --execution-segment-sequence=0,1/3,2/3,1
      --address=127.0.0.1:9001 --paused --execution-segment=1/3:2/3 --execution-segment-sequence=0,1/3,2/3,1
      --address=127.0.0.1:9002 --paused --execution-segment=2/3:1 --execution-segment-sequence=0,1/3,2/3,1"
    `);
  });
});
