import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NumberSlots } from "./number-slots.ts";

describe("NumberSlots", () => {
  it.each([
    ["doubles", () => NumberSlots.ofDoubles(-1), -1, fc.double()],
    ["indexes", () => NumberSlots.ofIndexes(), -1, fc.nat()],
    ["bytes", () => NumberSlots.ofBytes(), 0, fc.nat(255)],
  ] as const)("hold %s by index like a Map, in whatever order they are set", (_, make, empty, value) => {
    const index = fc.nat(20_000);
    fc.assert(
      fc.property(fc.array(fc.tuple(index, value)), fc.array(index), (entries, others) => {
        const slots = make();
        for (const [at, number] of entries) slots.set(at, number);
        const expected = new Map(entries);
        for (const at of [...expected.keys(), ...others]) expect(slots.at(at)).toBe(expected.get(at) ?? empty);
      }),
    );
  });

  it("have nothing at an index that is none", () => {
    expect(NumberSlots.ofIndexes().at(-1)).toBe(-1);
  });
});
