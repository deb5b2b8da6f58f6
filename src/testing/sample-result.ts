// One rich result for the tests of the reports: five signers and an RPC node; three signers fail together (the chain
// halts), then the network splits. Numbers are invented but agree with each other; nothing in it is random.

import type { Environment, Metric, Result } from "../model/result.ts";
import type { Verdict, VerdictStatus } from "../model/verdict.ts";
import { majorityOutage, split } from "./sample-fault-results.ts";
import { latencies, reads, transfers } from "./sample-load-results.ts";
import { sampleSeries } from "./sample-series.ts";
import { canarySlo, readsSlo } from "./sample-slo-results.ts";

const signers = [0, 1, 2, 3, 4].map((index) => `signer-${index}`);

/** The rich result; `changes` replace whole members. */
export const sampleResult = (changes: Partial<Result> = {}): Result => ({ ...richResult(), ...changes });

/** A run that ended before it measured anything: no faults, no loads, nothing seen. */
export function emptyResult(): Result {
  const rich = richResult();
  return {
    ...rich,
    run: { ...rich.run, durationMs: 0, endedHow: "broken", commit: null, tools: [], nodes: [], observers: [] },
    verdict: { status: "unknown", summary: "nothing was judged" },
    verdicts: [],
    metrics: [],
    invalid: ["the run ended early: broken"],
    faults: [],
    rpo: [],
    loads: [],
    slos: [],
    canary: { sent: 0, included: 0, bad: 0, latency: latencies({ count: 0 }) },
    phases: [],
    series: { bucketMs: 1000, buckets: 0, heights: {}, loads: {}, canary: [], coresBusy: [] },
    evidenceFiles: [],
  };
}

function richResult(): Result {
  return {
    version: 3,
    run: {
      id: "8f3a21c7",
      plan: "drill",
      description: "A majority fails, then the network splits: does the chain come back, and is anything lost?",
      kind: "drill",
      cluster: "clique-5",
      backend: "process",
      seed: 1,
      startedAt: "2026-11-23T02:00:04.120Z",
      durationMs: 182_400,
      endedHow: "completed",
      commit: "c113c441d0e2",
      chaindrillVersion: "0.1.0",
      tools: [
        { name: "geth", version: "1.13.15", how: "cache" },
        { name: "k6", version: "1.8.1", how: "PATH" },
      ],
      machine: "linux x64, 2 cores, Example CPU, 24064 MiB, Node 24.21.0",
      nodes: [
        ...signers.map((id) => ({ id, role: "signer", client: "geth" })),
        { id: "rpc-0", role: "rpc", client: "geth" },
      ],
      observers: ["rpc-0", "signer-0"],
    },
    environment: environment(),
    verdict: {
      status: "fail",
      summary: "The service needed 34.6 s to recover from majority-outage; at most 30.0 s was asked for.",
    },
    verdicts: verdicts(),
    metrics: metrics(),
    invalid: [],
    faults: [majorityOutage(), split()],
    rpo: [
      { ...rpo("L0", 5_612, 2), lostHashes: [`0x${"a1".repeat(32)}`, `0x${"b2".repeat(32)}`], lossSpanMs: 310 },
      rpo("L1", 5_588, 0),
      rpo("L2", 5_560, 0),
    ],
    loads: [transfers(), reads()],
    slos: [readsSlo(), canarySlo()],
    canary: {
      sent: 320,
      included: 317,
      bad: 49,
      latency: latencies({ count: 317, p50: 940, p90: 18_900, p95: 26_400, p99: 31_240, max: 33_900 }),
    },
    phases: phases(),
    series: sampleSeries(),
    evidenceFiles: ["run.json", "inputs/plan.json", "journal.ndjson", "load/transactions.ndjson", "nodes/signer-4.log"],
  };
}

const phases = (): Result["phases"] => [
  { phase: "preflight", fromMs: 0, toMs: 1_400 },
  { phase: "start", fromMs: 1_400, toMs: 9_000 },
  { phase: "steady", fromMs: 9_000, toMs: 21_000 },
  { phase: "faults", fromMs: 21_000, toMs: 113_200 },
  { phase: "heal", fromMs: 113_200, toMs: 114_000 },
  { phase: "recovery", fromMs: 114_000, toMs: 141_000 },
  { phase: "drain", fromMs: 141_000, toMs: 166_000 },
  { phase: "collect", fromMs: 166_000, toMs: 176_000 },
  { phase: "teardown", fromMs: 176_000, toMs: 182_400 },
];

function verdicts(): Verdict[] {
  const verdict = (status: VerdictStatus, name: string, summary: string, evidence: number[] = []): Verdict => ({
    name,
    status,
    summary,
    evidence,
  });
  return [
    verdict("pass", "experiment.steady", "Healthy and at the asked rate for 10.0 s before the first fault.", [88]),
    verdict(
      "pass",
      "experiment.fault-bit.majority-outage",
      "Seen from outside 0.4 s after it was asked for.",
      [131, 140],
    ),
    verdict("pass", "experiment.fault-bit.split", "6 of 6 links seen cut 0.2 s after it was asked for.", [402]),
    verdict(
      "fail",
      "rto.majority-outage.service",
      "Asked: at most 30.0 s from injection. Found: 34.6 s.",
      [140, 171, 212],
    ),
    verdict("pass", "rto.majority-outage.node.signer-2", "Asked: at most 60.0 s. Found: 36.1 s.", [140, 219]),
    verdict("pass", "rto.split.service", "Asked: at most 30.0 s. Found: no impact.", [402]),
    verdict("pass", "rto.split.node.signer-4", "Asked: at most 60.0 s. Found: 27.9 s.", [402, 511]),
    verdict("skipped", "rpo.L0", "No limit was asked for; 2 of 5,612 are gone."),
    verdict("pass", "rpo.L1", "0 of 5,588 transactions with a receipt are gone.", [903]),
    verdict("pass", "rpo.L2", "0 of 5,560 settled transactions are gone.", [903]),
    verdict("fail", "slo.rpc.availability", "Asked: 99 % good. Found: 98.1 % of 14,200.", [150, 166]),
    verdict("pass", "slo.canary", "Asked: 50 % good. Found: 84.687 % of 320.", [901]),
    verdict(
      "unknown",
      "ledger.C8",
      "2 of 6 nodes could not be read in both rounds; reads may have gone backwards.",
      [899],
    ),
    verdict("pass", "ledger.C1", "Every transaction with a receipt is on every node's chain.", [903]),
    verdict("pass", "ledger.C4", "Nonces of 64 senders are complete on 6 nodes.", [903]),
  ];
}

const environment = (): Environment => ({
  machine: "2 cores, Example CPU, 24064 MiB, linux x64",
  backend: "process",
  scenario: "drill on clique-5, 4be1c07f",
  clients: "geth 1.13.15",
  harness: "Chaindrill 0.1.0, Node 24.21.0, k6 1.8.1",
});

function metrics(): Metric[] {
  const metric = (name: string, title: string, more: Partial<Metric>): Metric => ({
    name,
    title,
    unit: "ms",
    better: "lower",
    scale: "ratio",
    value: null,
    censored: false,
    count: 0,
    why: null,
    ...more,
  });
  const bad = { unit: "share", scale: "difference" } as const;
  const rate = { unit: "perSecond", better: "higher" } as const;
  return [
    metric("load.transfers.inclusion.p50", "transfers: inclusion, p50 in steady state", { value: 620, count: 480 }),
    metric("load.transfers.inclusion.p99", "transfers: inclusion, p99 in steady state", { value: 1_480, count: 480 }),
    metric("load.transfers.throughput", "transfers: throughput in steady state", { ...rate, value: 40, count: 480 }),
    metric("load.transfers.bad", "transfers: dropped, rejected or unanswered", {
      ...bad,
      value: 0.0119718,
      count: 5_680,
    }),
    metric("load.reads.submit.p99", "reads: submit, p99 in steady state", { value: 11, count: 1_200 }),
    metric("rta.majority-outage.service", "majority-outage: recovery of the service from injection", {
      value: 34_600,
      count: 1,
    }),
    metric("rta.split.service", "split: recovery of the service from injection", { value: 0, count: 1 }),
    metric("unavailable.majority-outage.service", "majority-outage: service unavailable in all", {
      value: 31_500,
      count: 1,
    }),
    metric("unavailable.split.service", "split: service unavailable in all", { why: "the run does not say it" }),
  ];
}

const rpo = (level: "L0" | "L1" | "L2", acknowledged: number, lost: number): Result["rpo"][number] => ({
  level,
  acknowledged,
  lost,
  moved: level === "L1" ? 11 : 0,
  reorgDepthMax: 2,
  lossSpanMs: 0,
  lossRateUpper95: lost === 0 ? 1 - 0.05 ** (1 / acknowledged) : null,
  lostHashes: [],
});
