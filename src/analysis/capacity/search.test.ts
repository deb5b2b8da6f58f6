import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../base/random.ts";
import type { CapacityAnswer, TrialOutcome, TrialWish } from "../../model/capacity.ts";
import { type FinishedTrial, nextStep, type SearchOptions } from "./search.ts";

const options: SearchOptions = {
  startPerSecond: 50,
  capPerSecond: 10_000,
  precision: 1.05,
  trialsMax: 60,
  timeMaxMs: 1e9,
};
const tookMs = 60_000;
const pass: TrialOutcome = { kind: "pass" };
const fail: TrialOutcome = {
  kind: "fail",
  reason: "latency",
  why: "slow",
  limit: "gas-limit",
  limitedBy: "full blocks",
};
const invalid: TrialOutcome = { kind: "invalid", why: "a node was sick" };

/** Runs a search against a network that answers like this. */
function searchOf(answer: (wish: TrialWish, index: number) => TrialOutcome, changed: Partial<SearchOptions> = {}) {
  const trials: FinishedTrial[] = [];
  for (;;) {
    const step = nextStep(trials, { ...options, ...changed });
    if (step.kind === "answer") return { answer: step.answer, trials };
    trials.push({ wish: step.wish, outcome: answer(step.wish, trials.length), tookMs });
  }
}

const upTo = (limit: number) => (wish: TrialWish) => (wish.perSecond <= limit ? pass : fail);
const boundsOf = (answer: CapacityAnswer) => (answer.kind === "found" ? [answer.low, answer.high] : answer.why);

describe("nextStep", () => {
  it("doubles, narrows and confirms", () => {
    const { answer, trials } = searchOf(upTo(330));
    expect(trials.map(({ wish }) => `${wish.purpose} ${wish.perSecond}`)).toMatchInlineSnapshot(`
      [
        "bracket 50",
        "bracket 100",
        "bracket 200",
        "bracket 400",
        "narrow 283",
        "narrow 336",
        "narrow 308",
        "narrow 322",
        "confirm 322",
        "confirm 322",
        "confirm 336",
      ]
    `);
    expect(answer).toMatchInlineSnapshot(`
      {
        "high": 336,
        "kind": "found",
        "limit": "gas-limit",
        "limitedBy": "full blocks",
        "low": 322,
        "reason": "latency",
        "why": "slow",
      }
    `);
  });

  it("holds the true limit between its bounds, and those within the precision", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 20, max: 9_000, noNaN: true }),
        fc.integer({ min: 20, max: 9_000 }),
        (limit, start) => {
          const { answer, trials } = searchOf(upTo(limit), { startPerSecond: start });
          if (answer.kind !== "found" || answer.high === null) throw new Error(JSON.stringify(answer));
          expect(answer.low).toBeLessThanOrEqual(limit);
          expect(answer.high).toBeGreaterThan(limit);
          // Rates are whole numbers: next to each other they may be further apart than the precision.
          expect(answer.high).toBeLessThanOrEqual(Math.max(answer.low * 1.05, answer.low + 1));
          expect(trials.length).toBeLessThan(25);
        },
      ),
    );
  });

  it("says that nothing failed when the cap was reached", () => {
    expect(boundsOf(searchOf(() => pass, { capPerSecond: 300 }).answer)).toEqual([300, null]);
  });

  it("is unknown when every rate fails", () => {
    expect(boundsOf(searchOf(() => fail).answer)).toMatchInlineSnapshot(`"even 0.1/s is too much (latency): slow"`);
  });

  it("takes a rate back that passed by luck", () => {
    const { answer, trials } = searchOf((wish) =>
      wish.perSecond <= (wish.purpose === "confirm" ? 300 : 330) ? pass : fail,
    );
    expect(trials.filter(({ wish }) => wish.purpose === "confirm").map(({ wish }) => wish.perSecond)).toEqual([
      322, 322, 290, 290,
    ]);
    expect(boundsOf(answer)).toEqual([290, 322]);
  });

  it("is unknown when no rate can be confirmed", () => {
    const { answer } = searchOf((wish) => (wish.purpose === "confirm" ? fail : upTo(330)(wish)));
    expect(boundsOf(answer)).toMatchInlineSnapshot(
      `"no rate was confirmed in 3 attempts, the last at 261/s (latency): slow"`,
    );
  });

  it("does not take one disturbed trial for the limit, however far below it lies", () => {
    const { answer, trials } = searchOf((wish, index) => (index === 1 ? fail : upTo(700)(wish)));
    expect(trials.map(({ wish }) => `${wish.purpose} ${wish.perSecond}`)).toMatchInlineSnapshot(`
      [
        "bracket 50",
        "bracket 100",
        "narrow 71",
        "narrow 84",
        "narrow 92",
        "narrow 96",
        "confirm 96",
        "confirm 96",
        "confirm 100",
        "confirm 100",
        "bracket 200",
        "bracket 400",
        "bracket 800",
        "narrow 566",
        "narrow 673",
        "narrow 734",
        "narrow 703",
        "confirm 673",
        "confirm 673",
        "confirm 703",
      ]
    `);
    expect(boundsOf(answer)).toMatchInlineSnapshot(`
      [
        673,
        703,
      ]
    `);
  });

  it("finds a limit that is not sharp within a tenth, at least 95 times in 100", () => {
    const random = seededRandom(1, "noisy threshold");
    const limits = Array.from({ length: 400 }, () => 60 + random.next() * 5_000);
    const hits = limits.filter((limit) => {
      // A logistic threshold: a rate that is 5 % below the limit passes nine times in ten.
      const passes = ({ perSecond }: TrialWish) => random.next() < 1 / (1 + (perSecond / limit) ** 43);
      const { answer } = searchOf((wish) => (passes(wish) ? pass : fail));
      if (answer.kind !== "found" || answer.high === null) return false;
      return answer.low <= limit * 1.1 && answer.high >= limit * 0.9;
    });
    expect(hits.length).toBeGreaterThanOrEqual(0.95 * limits.length);
  });

  it("finds the limit where one trial in twenty is disturbed, at least nine times in ten", () => {
    const random = seededRandom(1, "disturbed");
    const limits = Array.from({ length: 400 }, () => 60 + random.next() * 5_000);
    const hits = limits.filter((limit) => {
      const { answer } = searchOf((wish) => (random.next() < 0.05 ? fail : upTo(limit)(wish)));
      return answer.kind === "found" && answer.low <= limit && answer.low >= limit * 0.8;
    });
    expect(hits.length).toBeGreaterThanOrEqual(0.9 * limits.length);
  });

  it("makes an invalid trial again, and gives up at the third in a row", () => {
    const once = searchOf((wish, index) => (index === 2 ? invalid : upTo(330)(wish)));
    expect(boundsOf(once.answer)).toEqual(boundsOf(searchOf(upTo(330)).answer));
    const always = searchOf((wish, index) => (index >= 2 ? invalid : upTo(330)(wish)));
    expect(always.trials).toHaveLength(5);
    expect(boundsOf(always.answer)).toMatchInlineSnapshot(`"3 trials in a row at 200/s were invalid: a node was sick"`);
  });

  it("gives up when its time is over, and says what it knows", () => {
    const { answer, trials } = searchOf(upTo(330), { timeMaxMs: 5.5 * tookMs });
    expect(trials).toHaveLength(6);
    expect(boundsOf(answer)).toMatchInlineSnapshot(
      `"no answer after 6 trials in 6 m 00 s: 283/s passed at least once, 336/s failed at least once"`,
    );
    expect(boundsOf(searchOf(() => pass, { trialsMax: 1 }).answer)).toMatchInlineSnapshot(
      `"no answer after 1 trial in 1 m 00 s: 50/s passed at least once"`,
    );
  });

  it("ends after so many trials whatever they say", () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.constantFrom(pass, fail, invalid)), (outcomes) => {
        const { trials } = searchOf(() => outcomes.next().value ?? invalid);
        expect(trials.length).toBeLessThanOrEqual(options.trialsMax);
      }),
    );
  });

  it("goes on where it was left", () => {
    const { trials } = searchOf(upTo(777));
    for (const [index, trial] of trials.entries()) {
      expect(nextStep(trials.slice(0, index), options)).toEqual({ kind: "trial", wish: trial.wish });
    }
  });
});
