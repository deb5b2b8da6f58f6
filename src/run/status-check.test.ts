import { describe, expect, it } from "vitest";
import type { PlannedCheck } from "../model/plan.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { runStatusCheck } from "./status-check.ts";

const check: PlannedCheck = {
  name: "flow/alive",
  start: { kind: "at", atMs: 0 },
  mode: "Continuous",
  http: { url: "http://rpc-0:8545/", method: "GET", headers: {}, body: "" },
  statusMin: 200,
  statusMax: 200,
  timeoutMs: 1000,
  intervalMs: 1000,
  failuresMax: 3,
  successesMin: 2,
  durationMs: undefined,
  deadlineMs: 10_000,
  aborts: true,
};

/** `+` is a success, `-` a failure; what comes after the last is like it. */
async function outcome(parts: Partial<PlannedCheck>, answers: string) {
  const clock = new ManualClock();
  let asked = 0;
  const failure = await clock.drive(
    runStatusCheck({
      check: { ...check, ...parts },
      clock,
      signal: new AbortController().signal,
      ask: async () => (answers[Math.min(asked++, answers.length - 1)] === "+" ? undefined : "answered 503, not 200"),
    }),
  );
  return `${failure ?? "no failure"} (${asked} questions, ${clock.nowMs()} ms)`;
}

describe("runStatusCheck", () => {
  it.each([
    [
      "ends a synchronous one with successes in a row",
      { mode: "Synchronous" },
      "+-++",
      "no failure (4 questions, 4000 ms)",
    ],
    [
      "ends with failures in a row",
      {},
      "--+---",
      "it failed 3 times in a row, at last: answered 503, not 200 (6 questions, 6000 ms)",
    ],
    ["lets the deadline end it without a failure", { failuresMax: 99 }, "-", "no failure (9 questions, 10000 ms)"],
    [
      "takes its own duration for a success after successes",
      { durationMs: 4000 },
      "-++",
      "no failure (3 questions, 4000 ms)",
    ],
    [
      "takes its own duration for a failure otherwise",
      { durationMs: 4000 },
      "++-",
      "its time was over, and its last answer was a failure (3 questions, 4000 ms)",
    ],
    [
      "takes too few successes for no success",
      { durationMs: 2000 },
      "+",
      "its time was over, and its last answer was not yet a success (1 questions, 2000 ms)",
    ],
  ] as const)("%s", async (_, parts, answers, expected) => {
    expect(await outcome(parts, answers)).toBe(expected);
  });
});
