import { expect, it } from "vitest";
import type { PlannedFault } from "../model/plan.ts";
import { samplePlan, samplePlannedFault } from "../testing/sample-plan.ts";
import { longestLoadMs } from "./run-bounds.ts";

const plan = samplePlan();
const part = (name: string, atMs: number): PlannedFault => ({
  ...samplePlannedFault({ name, kind: "pod-failure", durationMs: 5000 }),
  start: { kind: "at", atMs },
});
const longest = (faults: readonly PlannedFault[]) => longestLoadMs({ ...plan, faults }) - longestLoadMs(plan);
const recoveryMs = plan.recovery.withinMs + plan.recovery.holdMs;

it("counts a recovery for each fault of the plan file", () => {
  expect(longest([part("a", 1000), part("b", 2000)])).toBe(6000 + 7000 + 2 * recoveryMs);
});

it("counts the parts of a Schedule or a Workflow once, to the end of the last", () => {
  expect(longest([part("flow/1", 1000), part("flow/2", 20_000)])).toBe(25_000 + recoveryMs);
});
