import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TextTable } from "./text-table.ts";

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length });
const hash = hex(64).map((digits) => `0x${digits}`);
const address = hex(40).map((digits) => `0x${digits}`);
/** Of the length of a hash or an address, but not one that could be put together again from its digits. */
const nearly = fc.constantFrom(
  `0x${"A".repeat(64)}`,
  `0X${"a".repeat(40)}`,
  `1x${"0".repeat(64)}`,
  `0x${"é".repeat(40)}`,
);
const texts = fc.array(fc.oneof(hash, address, nearly, fc.string()));

describe("TextTable", () => {
  it("gives equal texts one number, different ones different numbers, and each text back", () => {
    fc.assert(
      fc.property(texts, (all) => {
        const table = new TextTable();
        const ids = [...all, ...all].map((text) => table.idOf(text));
        const distinct = [...new Set(all)];
        expect(table.count).toBe(distinct.length);
        expect(new Set(ids)).toEqual(new Set(distinct.keys()));
        expect(distinct.map((text) => table.idOf(text))).toEqual([...distinct.keys()]);
        expect(ids.map((id) => table.at(id))).toEqual([...all, ...all]);
      }),
    );
  });

  it("finds what is in it and nothing else", () => {
    fc.assert(
      fc.property(texts, texts, (inside, others) => {
        const table = new TextTable();
        for (const text of inside) table.idOf(text);
        for (const text of [...inside, ...others]) {
          expect(table.has(text)).toBe(inside.includes(text));
          expect(table.find(text)).toBe([...new Set(inside)].indexOf(text));
        }
      }),
    );
  });

  it("holds any number of hashes and addresses, closed or not", () => {
    const table = new TextTable();
    const many = [...Array(10_000).keys()].flatMap((index) => {
      const digits = index.toString(16);
      return [`0x${digits.padStart(64, "0")}`, `0x${digits.padEnd(40, "0")}${digits.length}`.slice(0, 42)];
    });
    const ids = many.map((text) => table.idOf(text));
    expect(many.map((text) => table.find(text))).toEqual(ids);
    table.close();
    expect(ids.map((id) => table.at(id))).toEqual(many);
  });
});
