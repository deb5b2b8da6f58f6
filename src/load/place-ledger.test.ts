import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PlaceLedger } from "./place-ledger.ts";

describe("PlaceLedger", () => {
  it("finds what nobody has told of, in whatever order the others came", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 60 })), fc.integer({ min: 0, max: 70 }), (told, end) => {
        const ledger = new PlaceLedger();
        for (const place of told) ledger.add(place);
        const expected = Array.from({ length: end }, (_, place) => place).filter((place) => !told.includes(place));
        expect(ledger.missing(end)).toEqual(expected);
      }),
    );
  });

  it("takes a place that is told of twice for told", () => {
    const ledger = new PlaceLedger();
    for (const place of [0, 1, 0, 3, 3]) ledger.add(place);
    expect(ledger.missing(5)).toEqual([2, 4]);
  });
});
