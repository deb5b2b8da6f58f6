import { describe, expect, it } from "vitest";
import { anvil1 } from "../../testing/real-clusters.ts";
import { createExternalBackend, refuseUnlessAllowed } from "./external-backend.ts";

const theirs = {
  ...anvil1,
  name: "theirs",
  chainId: 4242,
  consensus: { kind: "external", blockPeriodMs: 1000 },
} as const;
const refusal = (allowed: boolean, chainId = 4242): string => {
  try {
    refuseUnlessAllowed({ ...theirs, chainId, external: { allowed } });
    return "allowed";
  } catch (error) {
    const { message, hint = "nothing" } = error as { message: string; hint?: string };
    return `${message}; try: ${hint}`;
  }
};

describe("refuseUnlessAllowed", () => {
  it("wants somebody to say that the chain may be sent to", () => {
    expect(refusal(true)).toBe("allowed");
    expect(refusal(false)).toMatchInlineSnapshot(
      `"chain 4242 of theirs was not allowed; nothing was sent; try: Give --allow-chain 4242, or write allowed: true in the cluster file, once you are sure that nothing on that chain is of value."`,
    );
  });

  it("is not to be persuaded about a mainnet", () => {
    expect(refusal(true, 42161)).toMatchInlineSnapshot(
      `"chain 42161 of theirs is Arbitrum One, a mainnet, which is never allowed; nothing was sent; try: nothing"`,
    );
  });

  it("wants the chain declared a testnet as well", () => {
    expect(() => refuseUnlessAllowed({ ...theirs, testnet: false, external: { allowed: true } })).toThrow(
      "chain 4242 of theirs was not allowed",
    );
  });
});

describe("createExternalBackend", () => {
  it("is there on every machine, and can change nothing", async () => {
    const facts = await createExternalBackend().facts();
    expect(facts).toMatchObject({ kind: "external", available: true, links: false });
    expect(Object.values(facts.mechanisms).filter((mechanism) => mechanism.works)).toEqual([]);
  });
});
