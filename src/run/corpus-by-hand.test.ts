import path from "node:path";
import { describe, expect, it } from "vitest";
import { signedKinds } from "../model/plan.ts";
import { exists } from "../platform/files.ts";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { corpusByHand, type HandLoad, isLarge } from "./corpus-by-hand.ts";
import { useOf } from "./prepare-transactions.ts";

const load: HandLoad = { kind: "logs", seed: 5, chainId: 1337, perSecond: 4, forMs: 10_000, vus: 5 };

async function build() {
  const options = { cacheDir: await temporaryDirectory(), signal: new AbortController().signal, progress: () => {} };
  return corpusByHand(load, options);
}

describe("a corpus by hand", () => {
  it("sends from the accounts that a network held open for that load has funded", async () => {
    const { corpus, accounts } = await build();
    const funded = useOf({ kind: load.kind, seed: load.seed, vus: load.vus, load: load.kind }).accounts;
    const senders = new Set(Array.from({ length: corpus.lines }, (_, line) => corpus.transactionAt(line).from));
    expect([...senders].sort()).toEqual([...funded].sort());
    expect(accounts).toBe(funded.length);
  });

  it("has more than the rate will ask for, and no more than k6 can hold", async () => {
    const { corpus } = await build();
    expect(corpus.lines).toBeGreaterThan(40);
    expect(isLarge(corpus)).toBe(false);
  });

  it.each(signedKinds)("of %s has a script that sends it", async (kind) => {
    const script = path.resolve(import.meta.dirname, "..", "..", "scenarios", "load", `${kind}.ts`);
    expect(await exists(script)).toBe(true);
  });
});
