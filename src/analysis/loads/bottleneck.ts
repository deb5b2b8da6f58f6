// Names what limited a load. The question is only whom to ask next, so the first limit that explains the miss is named,
// with its numbers; where two explain it equally well the answer is unknown, and names both.
//
//   asked in this order     sign (medians of the steady stretch)                          limit
//   complaint               the generator says so itself                                  generator
//   throttled generator     its cgroup keeps it from 0.3 cores (sched-bwc, in the         generator; machine when
//                           kernel's documentation)                                       the node is held back too
//   starved generator       it waits for 0.3 cores, and twice as long as it has one       generator
//                           (sched-stats), on a machine that is not full
//   refusals                half of what is missing was refused by a full pool            pool
//   full blocks             the median block uses 95 % of its gas limit                   gas-limit
//   throttled node          its cgroup keeps it from 0.3 cores                            node-cpu
//   long way                all users wait for answers (Little's law), while a probe of   network-path
//                           the same node takes a quarter of that or less
//   full machine            95 % of all cores busy                                        machine
//   busy node               a node has 0.9 cores busy, or waits as above                  node-cpu; unknown when the
//                                                                                         generator is as busy
//   slow answers            all users wait for answers, and the node idles                network-path; unknown when
//                                                                                         nobody saw the node
//   growing pool            more arrives than blocks take, which are not full             pool
//   busy generator          it has 0.9 cores busy                                         generator
//   late harness            what reads the generator's output was 50 ms late              generator
//   fast drops              iterations dropped though answers were fast                   generator
//
// The thresholds of cores are where one thread is at its limit, or loses a third of a core: the planted bottlenecks of
// fixtures/bottlenecks lie far on the other side of each. 95 % full blocks: the last transaction rarely fits exactly.
// A load that met its rate had no limit unless it left something over, or its generator was held back: then its
// latencies are of the generator.

import type { Bottleneck } from "../../model/result.ts";
import type { Span } from "../windows.ts";
import type { LoadTally } from "./fold-load.ts";
import {
  busyGenerator,
  complaint,
  fastDrops,
  lateHarness,
  starvedGenerator,
  throttledGenerator,
} from "./generator-suspects.ts";
import { type LoadEvidence, named, type Suspect, surroundings } from "./load-evidence.ts";
import { busyNode, fullBlocks, fullMachine, growingPool, refusals, throttledNode } from "./node-suspects.ts";
import { longWay, slowAnswers } from "./path-suspects.ts";
import type { SteadyRate } from "./steady-rate.ts";

const suspects: readonly Suspect[] = [
  complaint,
  throttledGenerator,
  starvedGenerator,
  refusals,
  fullBlocks,
  throttledNode,
  longWay,
  fullMachine,
  busyNode,
  slowAnswers,
  growingPool,
  busyGenerator,
  lateHarness,
  fastDrops,
];

/** When all was accepted and more is left over with every block. */
const suspectsOfBacklog: readonly Suspect[] = [fullBlocks, throttledNode, fullMachine, busyNode, growingPool];

const secondsMin = 1;

function wholeRate({ offered, ok, dropped, firstMs, lastMs }: LoadTally): SteadyRate {
  const seconds = (lastMs - firstMs) / 1000;
  return { recorded: offered, offered, achieved: ok, dropped, seconds, share: offered === 0 ? 0 : ok / offered };
}

export interface JudgedLoad extends Pick<LoadEvidence, "view" | "load" | "tally"> {
  /** Undefined in a run that had no steady stretch. */
  readonly rate: SteadyRate | undefined;
  readonly steady: Span | undefined;
}

/** What limited a load; a closed one is always limited by something, for it asks for as much as it can get. */
export function judgeBottleneck(judged: JudgedLoad, isRateMet: boolean): Bottleneck {
  const evidence = evidenceOf(judged);
  if (!(evidence.rate.seconds >= secondsMin)) return named("unknown", "the load was too short to tell");
  if (!isRateMet || judged.load.engine !== "k6") return nameBottleneck(evidence, suspects);
  const heldBack = throttledGenerator(evidence);
  if (heldBack !== undefined) return withSurroundings(heldBack, evidence);
  // Accepted is not included: a node takes into its pool what its blocks have no room for.
  if (fullBlocks(evidence) === undefined && growingPool(evidence) === undefined) {
    return named("none", "the rate was met", ...surroundings(evidence));
  }
  return nameBottleneck(evidence, suspectsOfBacklog);
}

/** A run that waited for its rate in vain has no steady stretch: then all of the load is looked at. */
function evidenceOf({ view, load, tally, rate, steady }: JudgedLoad): LoadEvidence {
  if (rate !== undefined && steady !== undefined) return { view, load, tally, rate, steady, isWhole: false };
  const span = { fromMs: tally.firstMs, toMs: tally.lastMs };
  return { view, load, tally, rate: wholeRate(tally), steady: span, isWhole: true };
}

function nameBottleneck(evidence: LoadEvidence, candidates: readonly Suspect[]): Bottleneck {
  for (const suspect of candidates) {
    const answer = suspect(evidence);
    if (answer !== undefined) return withSurroundings(answer, evidence);
  }
  const { achieved, offered, dropped } = evidence.rate;
  const done = `${achieved} of ${offered} offered operations done, ${dropped} dropped`;
  return named("unknown", `${done}, and neither generator, node nor machine was at a limit`, ...surroundings(evidence));
}

const withSurroundings = (answer: Bottleneck, evidence: LoadEvidence): Bottleneck => ({
  ...answer,
  evidence: [...answer.evidence, ...surroundings(evidence)],
});
