import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { present } from "../../base/assert.ts";
import { address, txHash } from "../../base/ids.ts";
import type { Outcome } from "../../model/event.ts";
import { fakeScope } from "../../testing/fake-scope.ts";
import { ManualClock } from "../../testing/manual-clock.ts";
import { type CorpusLayout, lineCount, lineOf, placeOf } from "../corpus/layout.ts";
import { NonceKeeper } from "./nonce-keeper.ts";
import { FakePool, type KnownTransaction } from "./pool.fake.ts";
import { SubmittedNonces } from "./submitted-nonces.ts";

const layout: CorpusLayout = { accounts: 4, vus: 2, linesPerVu: 20 };
const addressOf = (account: number) => address(`0x${String(account).padStart(40, "a")}`);

const transactionOf = (line: number): KnownTransaction => {
  const { account, nonce } = placeOf(layout, line);
  const hash = `0x${String(line).padStart(64, "0")}`;
  return { hash, raw: `0x02${String(line).padStart(6, "0")}`, from: addressOf(account), nonce };
};
const transactions = Array.from({ length: lineCount(layout) }, (_, line) => transactionOf(line));
const of = (account: number, nonce: number) =>
  present(transactions[lineOf(layout, { account, nonce })], "the transaction");

const corpus = {
  layout,
  transactionAt: (line: number) => {
    const { hash, from, nonce } = transactionOf(line);
    return { hash: txHash(hash), from: address(from), nonce };
  },
  readLines: async (from: number, to: number) =>
    Buffer.from(
      transactions
        .slice(from, to)
        .map(({ raw }) => `${raw}\n`)
        .join(""),
    ),
};

/** A load that has sent nonces 0 to 4 of account 1, all of which every node has. */
function bench(options: { nodes?: number; outcomes?: readonly Outcome[] } = {}) {
  const { nodes = 2, outcomes = ["ok", "ok", "ok", "ok", "ok"] } = options;
  const scope = fakeScope({ clock: new ManualClock() });
  const submitted = new SubmittedNonces(corpus);
  const pools = Array.from({ length: nodes }, () => new FakePool(transactions));
  for (const [nonce, outcome] of outcomes.entries()) {
    const { hash, from } = of(1, nonce);
    const times = { index: nonce, intendedAtMs: 0, sentAtMs: 0, doneAtMs: 0 };
    submitted.take({ kind: "transaction", ...times, outcome, hash, from, nonce });
    if (outcome === "ok") for (const pool of pools) pool.has(of(1, nonce));
  }
  const { events, sinceStartMs } = scope;
  const keeper = new NonceKeeper({ load: "transfers", corpus, submitted, clients: pools, events, sinceStartMs });
  const look = async (looks = 1, last = false) => {
    for (let done = 0; done < looks; done++) {
      await keeper.look({ last });
      for (const pool of pools) pool.height += 1;
    }
  };
  const forget = (...nonces: number[]) => {
    for (const pool of pools) pool.forget(...nonces.map((nonce) => of(1, nonce)));
  };
  const sent = () => pools.flatMap((pool) => pool.sent);
  return { scope, keeper, pools, pool: present(pools[0], "a node"), look, forget, sent };
}

describe("lineOf", () => {
  it("is the way back from a line's account and nonce", () => {
    const layouts = fc.record({
      vus: fc.integer({ min: 1, max: 9 }),
      more: fc.integer({ min: 0, max: 30 }),
      linesPerVu: fc.integer({ min: 40, max: 80 }),
    });
    fc.assert(
      fc.property(layouts, fc.nat(), ({ vus, more, linesPerVu }, number) => {
        const some = { vus, accounts: vus + more, linesPerVu };
        const line = number % lineCount(some);
        expect(lineOf(some, placeOf(some, line))).toBe(line);
      }),
    );
  });
});

describe("NonceKeeper", () => {
  it("sends nothing while every accepted transaction is somewhere", async () => {
    const { scope, sent, look } = bench();
    await look(6);
    expect([sent(), scope.emitted]).toEqual([[], []]);
  });

  it("sends again, byte for byte, what no node knows any more", async () => {
    const { scope, sent, look, forget } = bench();
    forget(2);
    await look(4);
    expect(sent()).toEqual([of(1, 2).raw]);
    expect(scope.emittedOf("transactions.resent")).toMatchObject([{ load: "transfers", hashes: [of(1, 2).hash] }]);
    expect(scope.emittedOf("nonce.gap")).toMatchObject([
      { load: "transfers", account: addressOf(1), nonce: 2, waiting: 2, repaired: true },
    ]);
  });

  it("sends a whole pool again that was lost, and counts nothing as waiting for its own loss twice", async () => {
    const { scope, sent, look, forget } = bench();
    forget(0, 1, 2, 3, 4);
    await look(6);
    expect(sent()).toEqual([0, 1, 2, 3, 4].map((nonce) => of(1, nonce).raw));
    expect(scope.emittedOf("nonce.gap")).toHaveLength(1);
  });

  it("takes a last transaction that is gone for lost as well, although nothing waits for it yet", async () => {
    const { scope, look, forget } = bench();
    forget(4);
    await look(4);
    expect(scope.emittedOf("nonce.gap")).toMatchObject([{ nonce: 4, waiting: 0, repaired: true }]);
  });

  it("gives a chain that stands still no second look", async () => {
    const { keeper, sent, forget } = bench();
    forget(2);
    for (let looks = 0; looks < 5; looks++) await keeper.look({ last: false });
    expect(sent()).toEqual([]);
    expect(keeper.open).toBe(1);
  });

  it("leaves alone what one node still has: it is not lost", async () => {
    const { sent, look, pools } = bench();
    pools[0]?.forget(of(1, 2));
    await look(6);
    expect(sent()).toEqual([]);
  });

  it("waits for a node that does not answer, which may have it, but not at the end", async () => {
    const { sent, look, forget, pools } = bench();
    forget(2);
    present(pools[1], "the second node").down = "refused";
    await look(5);
    expect(sent()).toEqual([]);
    await look(1, true);
    expect(sent()).toEqual([of(1, 2).raw]);
  });

  it("sends what was in doubt when a later one waits for it, but not on its own account", async () => {
    const waiting = bench({ outcomes: ["ok", "unknown", "ok"] });
    await waiting.look(4);
    expect(waiting.sent()).toEqual([of(1, 1).raw]);
    const last = bench({ outcomes: ["ok", "unknown"] });
    await last.look(4);
    expect(last.sent()).toEqual([]);
  });

  it("says that it cannot help where the missing one was refused", async () => {
    const { scope, sent, keeper, look } = bench({ outcomes: ["ok", "rejected", "ok"] });
    await look(8);
    expect(sent()).toEqual([]);
    expect(scope.emittedOf("nonce.gap")).toMatchObject([
      { nonce: 1, waiting: 1, repaired: false, why: "it was never sent" },
    ]);
    expect(keeper.open).toBe(0);
  });

  it("tries three times against a node that refuses, and then says why it is not repaired", async () => {
    const { scope, sent, keeper, look, forget, pools } = bench();
    forget(4);
    for (const pool of pools) pool.refusal = "txpool is full";
    await look(10);
    expect(sent()).toEqual(Array(3).fill(of(1, 4).raw));
    expect(scope.emittedOf("nonce.gap")).toMatchObject([{ repaired: false, why: "txpool is full" }]);
    expect(scope.emittedOf("transactions.resent")).toEqual([]);
    expect(keeper.open).toBe(0);
  });

  it("does not call sent again what was included in the meantime", async () => {
    const { scope, look, forget, pools } = bench();
    forget(2);
    for (const pool of pools) pool.refusal = "nonce too low";
    await look(4);
    expect(scope.emittedOf("transactions.resent")).toEqual([]);
  });

  it("looks through the node with the highest head", async () => {
    const { look, forget, pools } = bench();
    const [behind, ahead] = [present(pools[0], "one"), present(pools[1], "the other")];
    ahead.height = 10;
    forget(3);
    await look(4);
    expect([behind.sent, ahead.sent]).toEqual([[], [of(1, 3).raw]]);
  });

  it("needs no node: without one nothing happens", async () => {
    const { scope, look, forget, pools } = bench();
    forget(3);
    for (const pool of pools) pool.down = "refused";
    await look(3, true);
    expect(scope.emitted).toEqual([]);
  });
});
