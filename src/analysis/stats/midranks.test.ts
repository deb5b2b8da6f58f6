import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareNumbers, doubledMidranks } from "./midranks.ts";

describe("doubledMidranks", () => {
  it("shares the mean rank among equal values, infinite ones too", () => {
    const inf = Number.POSITIVE_INFINITY;
    expect(doubledMidranks([inf, 3, 1, 3, inf, -inf])).toEqual({ ranks: [11, 7, 4, 7, 11, 2], tieSizes: [1, 1, 2, 2] });
    expect(doubledMidranks([])).toEqual({ ranks: [], tieSizes: [] });
  });

  it("takes both zeros for one value", () => {
    expect(doubledMidranks([0, -0]).ranks).toEqual([3, 3]);
  });

  it("gives each value the number below it plus the middle of its ties", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 })), (values) => {
        const expected = values.map((value) => {
          const below = values.filter((other) => other < value).length;
          return 2 * below + values.filter((other) => other === value).length + 1;
        });
        expect(doubledMidranks(values).ranks).toEqual(expected);
      }),
    );
  });
});

describe("compareNumbers", () => {
  it("orders infinities, whose difference is no number", () => {
    const inf = Number.POSITIVE_INFINITY;
    expect([inf, 1, -inf, inf, 0].sort(compareNumbers)).toEqual([-inf, 0, 1, inf, inf]);
  });
});
