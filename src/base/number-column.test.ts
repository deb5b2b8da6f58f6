import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NumberColumn } from "./number-column.ts";

function columnOf(values: readonly number[]): NumberColumn {
  const column = new NumberColumn();
  for (const value of values) column.add(value);
  return column;
}

/** More than two chunks of rows, of which the values are the beginning. */
const longer = (values: readonly number[]) => [...Array(10_000).keys()].map((row) => values[row] ?? row * 7);

describe("NumberColumn", () => {
  it("gives back every number exactly, before and after it is closed", () => {
    const numbers = fc.array(fc.oneof(fc.double(), fc.integer(), fc.maxSafeInteger(), fc.nat(300)));
    fc.assert(
      fc.property(numbers, (values) => {
        const column = columnOf(values);
        expect([...column]).toEqual(values);
        column.close();
        expect([...column]).toEqual(values);
      }),
    );
  });

  it.each([
    ["counts", [1, 2, 3]],
    ["numbers that are all the same", longer([]).map(() => 4.5)],
    ["microseconds", longer([]).map((value) => value / 1000)],
    ["half nanoseconds in ms", longer([]).map((value) => 5927 + (value * 5) / 1e7)],
    ["a minus zero among counts", [-0, 1, 2]],
    ["a minus zero alone", [-0, -0]],
    ["what is not a number", [Number.NaN, 1, Number.POSITIVE_INFINITY]],
    ["numbers far apart", [0, 2 ** 32, -(2 ** 40)]],
    ["numbers that no double tells apart when they are multiplied", [2 ** 53 - 1, 2 ** 53 - 1.5, 0.1 + 0.2]],
  ])("holds %s, in chunks and across them", (_, beginning) => {
    const values = longer(beginning);
    const column = columnOf(values);
    column.close();
    expect(column.count).toBe(values.length);
    const wrong = values.findIndex((value, row) => !Object.is(column.at(row), value));
    expect(wrong).toBe(-1);
  });
});
