import { describe, expect, it } from "vitest";
import { fastRandom } from "../../base/fast-random.ts";
import { strongestSplit } from "./energy-divergence.ts";
import { permutationTest, type SplitTest, splitP } from "./split-test.ts";

const pOfStrongest = (test: SplitTest, values: readonly number[]) => {
  const split = strongestSplit(values);
  return splitP(test, {
    left: values.slice(0, split?.index),
    right: values.slice(split?.index),
    divergence: split?.divergence ?? 0,
    segments: [values],
  });
};

describe("the permutation test", () => {
  it("gives the smallest p there is to a step that no shuffle reaches", () => {
    const step = Array.from({ length: 24 }, (_, index) => (index < 12 ? index % 3 : 50 + (index % 3)));
    expect(pOfStrongest(permutationTest, step)).toBe(0.001);
  });

  it("gives 1 where every order is as good as the one observed", () => {
    expect(pOfStrongest(permutationTest, [4, 4, 4, 4, 4, 4])).toBe(1);
  });

  it("answers the same each time", () => {
    const values = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3];
    expect(pOfStrongest(permutationTest, values)).toBe(pOfStrongest(permutationTest, values));
  });

  it("is wrong about one series without a change in twenty at .05, where the t-test is wrong about one in four", () => {
    const draw = fastRandom(11);
    const series = Array.from({ length: 200 }, () => Array.from({ length: 20 }, () => draw(1000)));
    const few: SplitTest = { kind: "permutation", seed: 5, permutations: 99 };
    const falseAlarms = (test: SplitTest) => series.filter((values) => pOfStrongest(test, values) <= 0.05).length;
    // 10 expected with a standard deviation of 3.1; the seeds are fixed.
    expect(falseAlarms(few)).toBeLessThanOrEqual(19);
    expect(falseAlarms(few)).toBeGreaterThanOrEqual(2);
    expect(falseAlarms({ kind: "t-test" })).toBeGreaterThan(40);
  });
});
