// The search for the highest rate that a network sustains, after RFC 2544, section 26.1, and FD.io's MLRsearch
// (https://www.ietf.org/archive/id/draft-ietf-bmwg-mlrsearch-10.html): short trials narrow, whole ones confirm.
//
//   bracket   double the rate until a trial fails (halve it until one passes)
//   narrow    try the geometric mean of the last pass and the first failure, until these are close
//   confirm   two of three whole trials must pass at the lower bound, or it is taken back; and the upper bound must fail
//             again: a disturbance in one short trial would otherwise pass for the limit, however far above that may be.
//             An upper bound that passes twice is the new lower one, and the search goes on above it.
//
// What comes next follows from the trials so far and nothing else, so a search can be taken up again where it was left.

import { formatDuration } from "../../base/duration.ts";
import type { CapacityAnswer, Trial, TrialOutcome, TrialWish } from "../../model/capacity.ts";
import { counted } from "../verdicts.ts";
import { lowestPerSecond, roundRate } from "./round-rate.ts";

export interface SearchOptions {
  readonly startPerSecond: number;
  /** Nothing above is tried. */
  readonly capPerSecond: number;
  /** Largest ratio between the bounds of the answer, above 1. */
  readonly precision: number;
  /** Finished trials, invalid ones included, after which the search gives up. */
  readonly trialsMax: number;
  /** The same for the time that they took together. */
  readonly timeMaxMs: number;
}

export type FinishedTrial = Pick<Trial, "wish" | "outcome" | "tookMs">;

export type SearchStep =
  | { readonly kind: "trial"; readonly wish: TrialWish }
  | { readonly kind: "answer"; readonly answer: CapacityAnswer };

/** A rate that failed, and how. */
type Failure = { readonly perSecond: number } & Pick<
  Extract<TrialOutcome, { kind: "fail" }>,
  "reason" | "why" | "limit" | "limitedBy"
>;

const confirmationsMax = 3;
const trialsToConfirm = 3;
const passesToConfirm = 2;
/** A rate that was not confirmed is taken back by a tenth. */
const stepBack = 0.9;
/** A trial that is invalid is made again so often. */
const repeatsMax = 2;

/** What to do after these trials, which are in the order in which they were made. */
export function nextStep(trials: readonly FinishedTrial[], options: SearchOptions): SearchStep {
  const search = searchIn(options);
  let next = search.next();
  let repeats = 0;
  for (const { outcome } of trials) {
    if (next.done) break;
    if (outcome.kind !== "invalid") {
      next = search.next(outcome);
      repeats = 0;
    } else if (++repeats > repeatsMax) {
      return unknown(`${repeats} trials in a row at ${next.value.perSecond}/s were invalid: ${outcome.why}`);
    }
  }
  if (next.done) return { kind: "answer", answer: next.value };
  const tookMs = trials.reduce((sum, trial) => sum + trial.tookMs, 0);
  if (trials.length < options.trialsMax && tookMs < options.timeMaxMs) return { kind: "trial", wish: next.value };
  return unknown(
    `no answer after ${counted(trials.length, "trial")} in ${formatDuration(tookMs)}${boundsSoFar(trials)}`,
  );
}

const unknown = (why: string): SearchStep => ({ kind: "answer", answer: { kind: "unknown", why } });

/** What a search that gave up can say all the same. */
function boundsSoFar(trials: readonly FinishedTrial[]): string {
  const rates = (kind: TrialOutcome["kind"]) =>
    trials.filter(({ outcome }) => outcome.kind === kind).map(({ wish }) => wish.perSecond);
  const [passed, failed] = [rates("pass"), rates("fail")];
  const words = [
    ...(passed.length > 0 ? [`${Math.max(...passed)}/s passed at least once`] : []),
    ...(failed.length > 0 ? [`${Math.min(...failed)}/s failed at least once`] : []),
  ];
  return words.length > 0 ? `: ${words.join(", ")}` : "";
}

type Judged = Exclude<TrialOutcome, { kind: "invalid" }>;
type Search<T> = Generator<TrialWish, T, Judged>;

interface Bounds {
  readonly low: number;
  /** Undefined: nothing failed up to the cap. */
  readonly high: Failure | undefined;
}

function* searchIn(options: SearchOptions): Search<CapacityAnswer> {
  /** A rate that passed whole trials when it was expected to fail. */
  let sustained: number | undefined;
  for (;;) {
    const bracket = yield* bracketFrom(options, sustained);
    if (bracket.low === undefined) {
      const { perSecond, reason, why } = bracket.high;
      return { kind: "unknown", why: `even ${perSecond}/s is too much (${reason}): ${why}` };
    }
    const narrow = yield* narrowed(bracket, options.precision);
    const { low, high, isSure } = yield* confirmed(narrow, sustained);
    if (low === undefined) {
      const why = `no rate was confirmed in ${confirmationsMax} attempts, the last at ${high.perSecond}/s (${high.reason}): ${high.why}`;
      return { kind: "unknown", why };
    }
    if (high === undefined || isSure) return found({ low, high });
    const failure = yield* challenged(high.perSecond);
    if (failure !== undefined) return found({ low, high: failure });
    sustained = high.perSecond;
  }
}

/** Doubles until something fails, or halves until something passes. */
function* bracketFrom(
  { startPerSecond, capPerSecond }: SearchOptions,
  sustained: number | undefined,
): Search<Bounds | { readonly low: undefined; readonly high: Failure }> {
  let low = sustained;
  let high: Failure | undefined;
  let perSecond = roundRate(Math.min(low === undefined ? startPerSecond : low * 2, capPerSecond));
  while (low === undefined || (high === undefined && low < capPerSecond)) {
    const outcome = yield { perSecond, purpose: "bracket" };
    if (outcome.kind === "pass") low = perSecond;
    else high = { ...outcome, perSecond };
    if (high !== undefined && low === undefined && perSecond / 2 < lowestPerSecond) return { low, high };
    perSecond = roundRate(high === undefined ? Math.min(perSecond * 2, capPerSecond) : perSecond / 2);
  }
  return { low, high };
}

function* narrowed({ low, high }: Bounds, precision: number): Search<Bounds> {
  while (high !== undefined && high.perSecond / low > precision) {
    const perSecond = roundRate(Math.sqrt(low * high.perSecond));
    if (perSecond <= low || perSecond >= high.perSecond) break; // rates are not finer than that
    const outcome: Judged = yield { perSecond, purpose: "narrow" };
    if (outcome.kind === "pass") low = perSecond;
    else high = { ...outcome, perSecond };
  }
  return { low, high };
}

/** Takes the lower bound back until it is confirmed. `isSure`: the upper one failed whole trials too. */
function* confirmed(
  { low, high }: Bounds,
  sustained: number | undefined,
): Search<(Bounds | { readonly low: undefined; readonly high: Failure }) & { readonly isSure: boolean }> {
  let failure = low === sustained ? undefined : yield* confirm(low);
  if (failure === undefined) return { low, high, isSure: false };
  for (let attempt = 1; attempt < confirmationsMax; attempt++) {
    const lower = roundRate(failure.perSecond * stepBack);
    const next: Failure | undefined = yield* confirm(lower);
    if (next === undefined) return { low: lower, high: failure, isSure: true };
    failure = next;
  }
  return { low: undefined, high: failure, isSure: true };
}

/** Undefined when enough of the trials pass. */
function* confirm(perSecond: number): Search<Failure | undefined> {
  let passes = 0;
  let failure: Failure | undefined;
  for (let done = 1; passes < passesToConfirm; done++) {
    const outcome = yield { perSecond, purpose: "confirm" };
    if (outcome.kind === "pass") passes += 1;
    else failure = { ...outcome, perSecond };
    if (done - passes > trialsToConfirm - passesToConfirm) return failure;
  }
  return undefined;
}

/** The last of three trials at a rate that has failed one: it fails again, or passes both of the others. */
function* challenged(perSecond: number): Search<Failure | undefined> {
  for (let passes = 0; passes < passesToConfirm; passes++) {
    const outcome = yield { perSecond, purpose: "confirm" };
    if (outcome.kind !== "pass") return { ...outcome, perSecond };
  }
  return undefined;
}

function found({ low, high }: Bounds): CapacityAnswer {
  return {
    kind: "found",
    low,
    high: high?.perSecond ?? null,
    reason: high?.reason ?? null,
    why: high?.why ?? null,
    limit: high?.limit ?? null,
    limitedBy: high?.limitedBy ?? null,
  };
}
