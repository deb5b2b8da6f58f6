import { describe, expect, it } from "vitest";
import type { SignedKind } from "../../model/plan.ts";
import { counterAddress, encodeTokenApproval, tokenAddress } from "../contracts/calls.ts";
import { creationCode } from "../contracts/deployments.ts";
import { loadAccounts } from "./accounts.ts";
import { composeRequest } from "./compose-request.ts";

const addresses = loadAccounts({ seed: 1, count: 3, load: "contracts" }).map(({ address }) => address);
const compose = (kind: SignedKind, seed: number, line: number) =>
  composeRequest({ kind, seed, addresses }, { line, account: line % 3, nonce: Math.floor(line / 3) });
const called = (seed: number) => Array.from({ length: 1000 }, (_, line) => compose("contracts", seed, line).to);

describe("composeRequest", () => {
  it.each(["transfers", "legacy-transfers", "access-list-transfers"] as const)(
    "lets every account pay its neighbour, the last one the first, in %s",
    (kind) => {
      const [first, second, third] = addresses;
      expect([0, 1, 2].map((line) => compose(kind, 1, line).to)).toEqual([second, third, first]);
    },
  );

  it("puts a transfer into the envelope of its kind, and announces the recipient in an access list", () => {
    expect(compose("transfers", 1, 0)).toMatchObject({ envelope: "dynamic-fee", gasLimit: 21_000 });
    expect(compose("legacy-transfers", 1, 0)).toMatchObject({ envelope: "legacy", gasLimit: 21_000 });
    const listed = compose("access-list-transfers", 1, 0);
    expect(listed).toMatchObject({ envelope: "access-list", gasLimit: 25_300, access: { address: listed.to } });
  });

  it("approves one more each time, so that the allowances count approvals", () => {
    expect([0, 3, 6].map((line) => compose("token-approvals", 1, line).data)).toEqual(
      [1, 2, 3].map((amount) => encodeTokenApproval({ spender: addresses[1] ?? counterAddress, amount })),
    );
  });

  it("deploys to nobody", () => {
    expect(compose("deployments", 1, 0)).toMatchObject({ to: undefined, data: creationCode });
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

  it.each([
    "token-transfers",
    "token-approvals",
    "storage-writes",
    "computation",
    "logs",
    "deployments",
    "contracts",
  ] as const)("sends no value with %s: a contract could not give it back", (kind) => {
    const values = Array.from({ length: 50 }, (_, line) => compose(kind, 1, line).valueWei);
    expect(new Set(values)).toEqual(new Set([0n]));
  });
});
