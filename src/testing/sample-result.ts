// One rich result for the tests of the reports: five signers and an RPC node; three signers fail together (the chain
// halts), then the network splits. Numbers are invented but agree with each other; nothing in it is random.

import type { FaultResult, LatencySummary, LoadResult, Recovery, Result } from "../model/result.ts";
import type { Verdict, VerdictStatus } from "../model/verdict.ts";
import { sampleSeries } from "./sample-series.ts";

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
    version: 1,
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
    verdict: {
      status: "fail",
      summary: "The service needed 34.6 s to recover from majority-outage; at most 30.0 s was asked for.",
    },
    verdicts: verdicts(),
    faults: [majorityOutage(), split()],
    rpo: [
      { ...rpo("L0", 5_612, 2), lostHashes: [`0x${"a1".repeat(32)}`, `0x${"b2".repeat(32)}`], lossSpanMs: 310 },
      rpo("L1", 5_588, 0),
      rpo("L2", 5_560, 0),
    ],
    loads: [transfers(), reads()],
    slos: [
      slo({ name: "rpc.availability", displayName: "Reads answered within 500 ms", good: 13_930, target: 0.99 }),
      { ...slo({ name: "canary", displayName: "Canary included within 5 s", good: 271, target: 0.5 }), total: 320 },
    ],
    canary: {
      sent: 320,
      included: 317,
      bad: 49,
      latency: latencies({ count: 317, p50: 940, p99: 31_240, max: 33_900 }),
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

function majorityOutage(): FaultResult {
  const targets = ["signer-2", "signer-3", "signer-4"];
  return {
    name: "majority-outage",
    faultType: "PodChaos/pod-failure",
    experiment: "three-signers-fail",
    targets,
    peers: [],
    requestedAtMs: 21_000,
    activeAtMs: 21_400,
    revertedAtMs: 51_900,
    injectionMs: 400,
    bit: "yes",
    why: null,
    recoveries: [
      recovery("service", { impactAtMs: 24_500, recoveredAtMs: 56_000, activeAtMs: 21_400, revertedAtMs: 51_900 }),
      ...targets.map((subject, index) =>
        recovery(subject, {
          impactAtMs: 21_400,
          recoveredAtMs: 56_300 + index * 600,
          activeAtMs: 21_400,
          revertedAtMs: 51_900,
        }),
      ),
    ],
    reorgDepthMax: 0,
  };
}

function split(): FaultResult {
  const times = { impactAtMs: 91_000, activeAtMs: 86_200, revertedAtMs: 106_700 };
  return {
    name: "split",
    faultType: "NetworkChaos/partition",
    experiment: "split-3-2",
    targets: ["signer-3", "signer-4"],
    peers: ["signer-0", "signer-1", "signer-2", "rpc-0"],
    requestedAtMs: 86_000,
    activeAtMs: 86_200,
    revertedAtMs: 106_700,
    injectionMs: 200,
    bit: "yes",
    why: null,
    recoveries: [
      {
        ...recovery("service", { ...times, recoveredAtMs: 86_200 }),
        kind: "no-impact",
        impactAtMs: null,
        recoveredAtMs: null,
        fromInjectionMs: null,
        fromImpactMs: null,
        fromClearingMs: null,
        unavailableMs: 0,
      },
      recovery("signer-3", { ...times, recoveredAtMs: 113_000 }),
      recovery("signer-4", { ...times, recoveredAtMs: 114_100 }),
    ],
    reorgDepthMax: 2,
  };
}

function recovery(
  subject: string,
  times: { impactAtMs: number; recoveredAtMs: number; activeAtMs: number; revertedAtMs: number },
): Recovery {
  return {
    subject,
    kind: "recovered",
    impactAtMs: times.impactAtMs,
    recoveredAtMs: times.recoveredAtMs,
    fromInjectionMs: times.recoveredAtMs - times.activeAtMs,
    fromImpactMs: times.recoveredAtMs - times.impactAtMs,
    fromClearingMs: times.recoveredAtMs - times.revertedAtMs,
    unavailableMs: times.recoveredAtMs - times.impactAtMs,
    resolutionMs: 250,
    note: null,
  };
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

const slo = (
  facts: Pick<Result["slos"][number], "name" | "displayName" | "good" | "target">,
): Result["slos"][number] => ({
  ...facts,
  total: 14_200,
  share: facts.good / (facts.name === "canary" ? 320 : 14_200),
  budgetSpent: facts.name === "canary" ? 0.00002 : 0.031,
});

const latencies = (known: Partial<LatencySummary>): LatencySummary => ({
  count: 0,
  p50: null,
  p90: null,
  p95: null,
  p99: null,
  p999: null,
  max: null,
  ...known,
});

function transfers(): LoadResult {
  return {
    name: "transfers",
    offered: 5_680,
    started: 5_652,
    dropped: 28,
    ok: 5_612,
    rejected: 12,
    unknown: 28,
    offeredPerSecond: 40,
    achievedPerSecond: 39.8,
    submit: {
      whole: latencies({ count: 5_652, p50: 4, p90: 9, p95: 14, p99: 2_010, p999: 4_980, max: 5_003 }),
      steady: latencies({ count: 480, p50: 4, p90: 7, p95: 9, p99: 21, max: 48 }),
    },
    inclusion: {
      whole: latencies({ count: 5_610, p50: 980, p90: 24_300, p95: 29_100, p99: 33_200, p999: 34_400, max: 34_800 }),
      steady: latencies({ count: 480, p50: 620, p90: 1_050, p95: 1_120, p99: 1_480, max: 1_905 }),
    },
    errors: [
      { error: "timeout", count: 28 },
      { error: "txpool is full", count: 12 },
    ],
    bottleneck: null,
  };
}

function reads(): LoadResult {
  return {
    name: "reads",
    offered: 14_200,
    started: 14_200,
    dropped: 0,
    ok: 13_930,
    rejected: 0,
    unknown: 270,
    offeredPerSecond: 100,
    achievedPerSecond: 100,
    submit: {
      whole: latencies({ count: 14_200, p50: 2, p90: 4, p95: 6, p99: 870, p999: 2_900, max: 5_001 }),
      steady: latencies({ count: 1_200, p50: 2, p90: 3, p95: 4, p99: 11, max: 30 }),
    },
    inclusion: null,
    errors: [{ error: "timeout", count: 270 }],
    bottleneck: null,
  };
}
