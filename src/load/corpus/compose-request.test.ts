import { describe, expect, it } from "vitest";
import { counterAddress, tokenAddress } from "../contracts/calls.ts";
import { loadAccounts } from "./accounts.ts";
import { composeRequest, type SignedKind } from "./compose-request.ts";

const addresses = loadAccounts({ seed: 1, count: 3, load: "contracts" }).map(({ address }) => address);
const compose = (kind: SignedKind, seed: number, line: number) =>
  composeRequest({ kind, seed, addresses }, { line, account: line % 3 });
const called = (seed: number) => Array.from({ length: 1000 }, (_, line) => compose("contracts", seed, line).to);

describe("composeRequest", () => {
  it("lets every account pay its neighbour, the last one the first", () => {
    expect([0, 1, 2].map((line) => compose("transfers", 1, line).to)).toEqual([
      addresses[1],
      addresses[2],
      addresses[0],
    ]);
  });

  it("mixes increments and transfers of tokens about equally", () => {
    const increments = called(1).filter((to) => to === counterAddress).length;
    expect(called(1).filter((to) => to === tokenAddress)).toHaveLength(1000 - increments);
    expect(increments).toBeGreaterThan(420);
    expect(increments).toBeLessThan(580);
  });

  it("mixes the same way for the same seed, and another way for another", () => {
    expect(called(1)).toEqual(called(1));
    expect(called(1)).not.toEqual(called(2));
  });

  it("sends no value to a contract, which could not give it back", () => {
    const values = Array.from({ length: 50 }, (_, line) => compose("contracts", 1, line).valueWei);
    expect(new Set(values)).toEqual(new Set([0n]));
  });
});
