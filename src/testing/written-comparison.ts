// One rich comparison for the tests of the reports, written by hand: a candidate that includes transactions later, reads
// as fast, and recovers sooner. Numbers are invented but agree with each other; nothing in it is random.

import type { ComparedRun, Comparison } from "../model/comparison.ts";
import type { Environment } from "../model/result.ts";
import { hostileText } from "./hostile-result.ts";
import { histogramOf, latencies } from "./sample-load-results.ts";
import { primaryMetrics, secondaryMetrics } from "./written-metrics.ts";

const pairs = 10;
const sides = ["reference", "candidate"] as const;

/** The rich comparison; `changes` replace whole members. */
export const writtenComparison = (changes: Partial<Comparison> = {}): Comparison => ({
  ...richComparison(),
  ...changes,
});

/** Two runs that were both left out: nothing could be compared. */
export function emptyComparison(): Comparison {
  const rich = richComparison();
  const side = (label: string) => ({
    label,
    settings: [],
    environment: null,
    runs: [comparedRun(label, { index: 0, order: null, invalid: ["the run ended early: broken"] })],
  });
  const summary = "No run of either side counts.";
  return {
    ...rich,
    description: "",
    design: { ...rich.design, kind: "stored", pairs: null, seed: null, family: 0, smallestP: 1, confirms: false },
    differences: [],
    batches: [
      { reference: side("before"), candidate: side("after"), metrics: [], latencies: [], status: "invalid", summary },
    ],
    verdict: { status: "invalid", summary },
    notes: [],
  };
}

/** Text that tries to break the report wherever a comparison can hold text, and numbers that no axis can hold. */
export function hostileComparison(): Comparison {
  const rich = richComparison();
  const text = hostileText;
  const huge = { estimate: 1e300, low: null, high: null, confidence: 0.5 };
  return {
    ...rich,
    name: text,
    description: text,
    comparedAt: text,
    chaindrillVersion: text,
    differences: [{ what: text, reference: text, candidate: text }],
    notes: [text, text],
    verdict: { status: "regression", summary: text },
    batches: [0, 1].map((batch) => ({
      reference: {
        label: text,
        settings: [text],
        environment: environmentOf(text),
        runs: [comparedRun(text, { index: batch, order: 1, invalid: [text] })],
      },
      candidate: {
        label: text,
        settings: [text],
        environment: environmentOf(text),
        runs: [comparedRun(text, { index: batch, order: 1, invalid: [] })],
      },
      metrics: richComparison().batches.flatMap(({ metrics }) =>
        metrics.map((metric, index) => ({
          ...metric,
          name: index === 0 ? metric.name : text,
          title: text,
          summary: text,
          reference: { values: [1e300, null], censored: 1, median: null },
          candidate: { values: [0, -1e300], censored: 0, median: 1e-300 },
          effect: index % 3 === 0 ? null : { ...huge, estimate: index % 3 === 1 ? 1e300 : 0 },
          pWorse: null,
          pBetter: null,
          pWorseAdjusted: null,
          pBetterAdjusted: null,
          probabilityWorse: null,
        })),
      ),
      latencies: rich.batches[0]?.latencies.map((one) => ({ ...one, title: text, reference: text, shift: [] })) ?? [],
      status: "regression" as const,
      summary: text,
    })),
  };
}

function richComparison(): Comparison {
  return {
    version: 1,
    name: "geth-1.14-against-1.13",
    description: "Does the new client include transactions as fast, and recover as soon?",
    comparedAt: "2026-11-23T04:41:10.000Z",
    chaindrillVersion: "0.2.0",
    design: {
      kind: "interleaved",
      pairs,
      seed: 7,
      alpha: 0.01,
      family: 5,
      smallestP: 1 / 184_756,
      confirms: true,
    },
    differences: [{ what: "clients", reference: "geth 1.13.15", candidate: "geth 1.14.12" }],
    batches: [
      {
        reference: {
          label: "geth 1.13",
          settings: [],
          environment: environmentOf("geth 1.13.15"),
          runs: sideRuns("reference"),
        },
        candidate: {
          label: "geth 1.14",
          settings: ["client geth 1.14.12"],
          environment: environmentOf("geth 1.14.12"),
          runs: sideRuns("candidate"),
        },
        metrics: [...primaryMetrics(), ...secondaryMetrics()],
        latencies: [inclusionLatency()],
        status: "regression",
        summary: "1 of 5 primary metrics is a regression: transfers: inclusion, p50 in steady state.",
      },
    ],
    verdict: {
      status: "regression",
      summary: "geth 1.14 includes transfers later: the median is 11.8 % above that of geth 1.13.",
    },
    notes: ["1 run of geth 1.13 was left out and replaced: 2 iterations were dropped while steady."],
  };
}

function sideRuns(side: (typeof sides)[number]): ComparedRun[] {
  const runs = Array.from({ length: pairs }, (_, index) => {
    const referenceFirst = index % 3 !== 1;
    const second = referenceFirst === (side === "candidate") ? 1 : 0;
    return comparedRun(side, { index, order: index * 2 + second, invalid: [] });
  });
  if (side === "candidate") return runs;
  const dropped = comparedRun(side, { index: 10, order: 20, invalid: ["2 iterations were dropped while steady"] });
  return [...runs, dropped];
}

const comparedRun = (
  side: string,
  { index, order, invalid }: { index: number; order: number | null; invalid: string[] },
): ComparedRun => ({
  id: `${side.slice(0, 3)}${index}`,
  startedAt: new Date(Date.UTC(2026, 10, 23, 2, 0, 0) + (order ?? index) * 240_000).toISOString(),
  dir: `runs/${side.slice(0, 3)}${index}`,
  order,
  invalid,
});

const environmentOf = (clients: string): Environment => ({
  machine: "2 cores, Example CPU, 24064 MiB, linux x64",
  backend: "process",
  scenario: "drill on clique-5, 4be1c07f",
  clients,
  harness: "Chaindrill 0.2.0, Node 24.21.0, k6 1.8.1",
});

function inclusionLatency(): Comparison["batches"][number]["latencies"][number] {
  const reference = latencies({ count: 4_800, p50: 620, p90: 1_050, p99: 1_480, max: 1_905 });
  const candidate = latencies({ count: 4_800, p50: 693, p90: 1_100, p99: 1_560, max: 2_210 });
  return {
    name: "load.transfers.inclusion",
    title: "transfers: inclusion",
    reference: histogramOf(reference) ?? "",
    candidate: histogramOf(candidate) ?? "",
    shift: [1, 2, 3, 4, 5, 6, 7, 8, 9].map((tenth) => ({
      decile: tenth / 10,
      referenceMs: 320 + tenth * 78,
      candidateMs: 320 + tenth * 78 + 8 * tenth + 24,
      lowMs: 8 * tenth + 24 - (10 + 4 * tenth),
      highMs: tenth === 9 ? null : 8 * tenth + 24 + (10 + 4 * tenth),
    })),
    areaMs: 63,
    gap: 0.31,
    meanDifferenceMs: 62,
  };
}
