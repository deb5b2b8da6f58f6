import { describe, expect, it } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { unsteadyLoads } from "./warm-up.ts";

const steady = { fromMs: 10_000, toMs: 130_000 };
const loadOf = (latency: (second: number) => number | null) => ({
  bucketMs: 1000,
  loads: {
    transfers: {
      offered: [],
      achieved: [],
      p50: Array.from({ length: 140 }, (_, second) => (second < 10 ? 9_999 : latency(second - 10))),
      p99: [],
    },
  },
});

describe("unsteadyLoads", () => {
  it("tells a latency that kept falling", () => {
    expect(
      unsteadyLoads(
        loadOf((second) => 200 - second),
        steady,
      ),
    ).toMatchInlineSnapshot(`
      [
        "transfers had not settled half way through the steady stretch: its median was falling, by 54 %",
      ]
    `);
  });

  it("tells a latency that kept rising", () => {
    expect(
      unsteadyLoads(
        loadOf((second) => 200 + second ** 1.5),
        steady,
      ),
    ).toHaveLength(1);
  });

  it("has nothing against one that settled early", () => {
    expect(
      unsteadyLoads(
        loadOf((second) => (second < 15 ? 400 : 100 + (second % 3))),
        steady,
      ),
    ).toEqual([]);
  });

  it("has nothing against noise, however it is drawn", () => {
    const random = seededRandom(5);
    for (let run = 0; run < 40; run++) {
      expect(
        unsteadyLoads(
          loadOf(() => 100 * (1 + 0.1 * random.next())),
          steady,
        ),
      ).toEqual([]);
    }
  });

  it("says nothing where there are too few seconds", () => {
    const short = { fromMs: 10_000, toMs: 60_000 };
    expect(
      unsteadyLoads(
        loadOf((second) => 200 - second),
        short,
      ),
    ).toEqual([]);
    expect(
      unsteadyLoads(
        loadOf((second) => (second % 3 === 0 ? 200 - second : null)),
        steady,
      ),
    ).toEqual([]);
  });
});
