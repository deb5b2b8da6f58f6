// Whole distributions, for the eye and not for the gate: requests of one run are not independent, so nothing here has a p
// value. Histograms are merged; the shift along the distribution comes from each run's own deciles.

import type { ComparedLatency } from "../../model/comparison.ts";
import type { LatencyTable, Result } from "../../model/result.ts";
import { LatencyHistogram } from "../latency-histogram.ts";
import { roundMs } from "../round.ts";
import { harrellDavis } from "../stats/harrell-davis.ts";
import { estimateShift } from "../stats/hodges-lehmann.ts";
import { largestGap } from "../stats/kolmogorov-smirnov.ts";
import { type Weighted, wasserstein } from "../stats/wasserstein.ts";
import { type BothSides, type SideRun, validRuns } from "./sides.ts";

const deciles = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
/** Of the interval at each decile; there are nine, so it is not the level of a claim. */
const confidence = 0.95;

/** Every latency that both sides have, in the order of the reference's runs. */
export function compareLatencies({ reference, candidate }: BothSides): ComparedLatency[] {
  const sides = { reference: validRuns(reference), candidate: validRuns(candidate) };
  const kinds = new Map(sides.reference.flatMap(({ result }) => latencyKinds(result)).map((kind) => [kind.name, kind]));
  return [...kinds.values()].flatMap((kind) => {
    const before = histogramsOf(sides.reference, kind);
    const after = histogramsOf(sides.candidate, kind);
    return before.length === 0 || after.length === 0 ? [] : [compareOne(kind, { before, after })];
  });
}

interface LatencyKind {
  readonly name: string;
  readonly title: string;
  readonly tableOf: (result: Result) => LatencyTable | null | undefined;
}

const latencyKinds = (result: Result): LatencyKind[] =>
  result.loads.flatMap(({ name }) =>
    (["inclusion", "submit"] as const).map((kind) => ({
      name: `load.${name}.${kind}`,
      title: `${name}: ${kind} in steady state`,
      tableOf: (other: Result) => other.loads.find((load) => load.name === name)?.[kind],
    })),
  );

function histogramsOf(runs: readonly SideRun[], { tableOf }: LatencyKind): LatencyHistogram[] {
  return runs.flatMap(({ result }) => {
    const text = tableOf(result)?.histogram;
    return text === undefined || text === null ? [] : [LatencyHistogram.decode(text)];
  });
}

function compareOne(
  { name, title }: LatencyKind,
  { before, after }: { before: readonly LatencyHistogram[]; after: readonly LatencyHistogram[] },
): ComparedLatency {
  const [reference, candidate] = [mergeAll(before), mergeAll(after)];
  return {
    name,
    title,
    reference: reference.encode(),
    candidate: candidate.encode(),
    shift: deciles.map((decile) => shiftAt(decile, { before, after })),
    areaMs: roundMs(wasserstein(weighted(reference), weighted(candidate))),
    gap: largestGap(weighted(reference), weighted(candidate)),
    meanDifferenceMs: roundMs((candidate.meanMs ?? 0) - (reference.meanMs ?? 0)),
  };
}

const weighted = (histogram: LatencyHistogram): Weighted =>
  Array.from(histogram.buckets(), ({ upToMs, count }) => [upToMs, count] as const);

/** The distribution over several runs. */
export function mergeAll(histograms: readonly LatencyHistogram[]): LatencyHistogram {
  const merged = LatencyHistogram.empty();
  for (const histogram of histograms) merged.merge(histogram);
  return merged;
}

/** Smoother than the middle run alone: it moves with every run a little (Harrell and Davis 1982). */
const centreOf = (values: readonly number[]): number => harrellDavis(values, 0.5).value;

function shiftAt(
  decile: number,
  { before, after }: { before: readonly LatencyHistogram[]; after: readonly LatencyHistogram[] },
): ComparedLatency["shift"][number] {
  const at = (histograms: readonly LatencyHistogram[]) =>
    histograms.flatMap((histogram) => histogram.quantileMs(decile) ?? []);
  const [reference, candidate] = [at(before), at(after)];
  const { low, high, reachesLevel } = estimateShift({ reference, candidate, confidence });
  return {
    decile,
    referenceMs: roundMs(centreOf(reference)),
    candidateMs: roundMs(centreOf(candidate)),
    lowMs: reachesLevel ? roundMs(low) : null,
    highMs: reachesLevel ? roundMs(high) : null,
  };
}
