import { keccak256 as ethersKeccak256 } from "ethers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keccak256 } from "./keccak.ts";

const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString("hex")}`;

describe("keccak256", () => {
  it("hashes the empty message to the well-known value", () => {
    expect(hex(keccak256(new Uint8Array()))).toBe("0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
  });

  it("agrees with ethers on every length around the block boundaries", () => {
    for (const length of [1, 31, 32, 33, 134, 135, 136, 137, 271, 272, 273, 1000]) {
      const message = Uint8Array.from({ length }, (_, index) => index * 7);
      expect(hex(keccak256(message)), `${length} bytes`).toBe(ethersKeccak256(message));
    }
  });

  it("agrees with ethers on any message", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (message) => hex(keccak256(message)) === ethersKeccak256(message)),
    );
  });

  it("gives memory of its own: the next hash does not change the last", () => {
    const first = keccak256(Uint8Array.of(1));
    const before = hex(first);
    keccak256(Uint8Array.of(2));
    expect(hex(first)).toBe(before);
  });
});
