import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatWei, parseWei } from "./wei.ts";

describe("parseWei", () => {
  it.each([
    ["1eth", 10n ** 18n],
    ["0.25 eth", 25n * 10n ** 16n],
    ["1.50eth", 15n * 10n ** 17n],
    ["30gwei", 30n * 10n ** 9n],
    ["7wei", 7n],
    ["123456789.000000000000000001eth", 123456789000000000000000001n],
  ])("reads %s to the wei", (text, wei) => {
    expect(parseWei(text)).toBe(wei);
  });

  it.each(["", "1", "eth", "-1eth", "1 ether", "0.5wei", "0.0000000001gwei", "1e3gwei"])("refuses %j", (text) => {
    expect(parseWei(text)).toBeUndefined();
  });
});

describe("formatWei", () => {
  it.each([
    [0n, "0 eth"],
    [7n, "7 wei"],
    [21_000n * 10n ** 9n, "21000 gwei"],
    [10n ** 15n, "0.001 eth"],
    [1_000_000_000_000_000_001n, "1.000000000000000001 eth"],
    [-5n, "-5 wei"],
  ])("writes %d as %s", (wei, text) => {
    expect(formatWei(wei)).toBe(text);
  });

  it("writes what parseWei reads as the same amount", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 30n }), (wei) => {
        expect(parseWei(formatWei(wei))).toBe(wei);
      }),
    );
  });
});
