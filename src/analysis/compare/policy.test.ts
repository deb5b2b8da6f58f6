import { expect, it } from "vitest";
import { sampleMetric } from "../../testing/sample-comparison.ts";
import { policyFloor } from "./policy.ts";

it.each([
  ["load.x.inclusion.p50", 0.05],
  ["load.x.throughput", 0.05],
  ["load.x.inclusion.p99", 0.1],
  ["rta.split.service", 0.2],
  ["unavailable.split.service", 0.2],
  ["load.x.bad", 0.01],
])("the floor of %s is %d", (name, floor) => {
  expect(policyFloor(sampleMetric(name, 1), {})).toBe(floor);
});

it("a floor of the user's wins, the first that matches", () => {
  const floors = { "load.x.*": 0.07, "*": 0.5 };
  expect(policyFloor(sampleMetric("load.x.inclusion.p99", 1), floors)).toBe(0.07);
  expect(policyFloor(sampleMetric("rta.split.service", 1), floors)).toBe(0.5);
});
