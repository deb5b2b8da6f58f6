import { describe, expect, it } from "vitest";
import { storedHistogram } from "../../../../testing/sample-load-results.ts";
import { readDistribution } from "./read-distribution.ts";

describe("readDistribution", () => {
  it("gives the share that took at most so long", () => {
    expect(readDistribution(storedHistogram([1, 1, 1, 2]))).toEqual([
      { upToMs: 1, share: 0.75 },
      { upToMs: 2, share: 1 },
    ]);
  });

  it("bounds its steps and keeps both ends", () => {
    const steps = readDistribution(storedHistogram(Array.from({ length: 20_000 }, (_, index) => 1 + index / 10)));
    expect(steps?.length).toBeLessThan(300);
    expect(steps?.[0]?.upToMs).toBe(1);
    expect(steps?.at(-1)).toMatchObject({ share: 1 });
    expect(steps?.map(({ share }) => share)).toEqual(steps?.map(({ share }) => share).toSorted((a, b) => a - b));
  });

  it.each(["", "nonsense", "HISTFAAAAA", storedHistogram([])])("answers nothing for %j", (text) => {
    expect(readDistribution(text)).toBeUndefined();
  });
});
