import { describe, expect, it } from "vitest";
import { present } from "../base/assert.ts";
import type { RunEvent } from "../model/event.ts";
import type { RecordedRun } from "../model/recorded-run.ts";
import { editEvents, simulatedRun } from "../testing/run-builder.ts";
import { noLostTransaction } from "./checkers/no-lost-transaction.ts";
import { tellFates } from "./fates.ts";
import { measureLoad } from "./loads/measure-load.ts";
import { judgeRpo } from "./objectives/judge-rpo.ts";
import { lossRateUpper95, measureLoss } from "./rpo.ts";
import { viewRun } from "./run-view.ts";

const nodes = ["signer-0", "signer-1", "signer-2", "rpc-0"];
/** Every transfer has an account of its own: what is lost holds up nothing else. */
const loaded = () => simulatedRun().transfers({ name: "transfers", perSecond: 4, senders: 10_000 }).until(40_000);
const lossOf = (run: RecordedRun, impacts = new Map<string, number>()) =>
  new Map(measureLoss(viewRun(run), impacts).map(({ level }) => [level.level, level]));

describe("lossRateUpper95", () => {
  // Success bounds of the method, vector 8.16: n of n prove at least 1 - bound.
  it.each([
    [5, 0.54928],
    [10, 0.74113],
    [14, 0.80736],
    [29, 0.90186],
    [59, 0.95049],
  ])("shows with %d of %d kept that at least the bound is kept", (count, kept) => {
    expect(1 - (lossRateUpper95(count) ?? 0)).toBeCloseTo(kept, 5);
  });

  it("is 0.03 % for 10 000, and nothing for none", () => {
    expect(lossRateUpper95(10_000)).toBeCloseTo(0.0003, 5);
    expect(lossRateUpper95(0)).toBeNull();
  });
});

describe("measureLoss", () => {
  it("loses nothing on a healthy chain", () => {
    const loss = lossOf(loaded().build());
    for (const level of loss.values())
      expect(level).toMatchObject({ lost: 0, moved: 0, reorgDepthMax: 0, lossSpanMs: 0 });
    expect(loss.get("L1")?.acknowledged).toBe(loss.get("L0")?.acknowledged);
  });

  it("calls a transaction moved that a reorganisation put into another block", () => {
    const loss = lossOf(loaded().fork({ height: 20, depth: 2, nodes, txs: "moved" }).build());
    expect(loss.get("L1")).toMatchObject({ lost: 0, moved: 12, reorgDepthMax: 2 });
    expect(loss.get("L2")).toMatchObject({ lost: 0, moved: 0, reorgDepthMax: 0 });
  });

  it("calls a transaction lost that a reorganisation left out", () => {
    const run = loaded().fork({ height: 20, depth: 2, nodes, txs: "lost" }).build();
    const loss = lossOf(run);
    expect(loss.get("L1")).toMatchObject({ lost: 12, moved: 0, reorgDepthMax: 2, lossRateUpper95: null });
    expect(loss.get("L0")).toMatchObject({ lost: 12 });
    expect(loss.get("L2")).toMatchObject({ lost: 0 });
  });

  it("loses settled transactions only in a reorganisation deeper than the confirmations", () => {
    const loss = lossOf(loaded().fork({ height: 20, depth: 5, nodes, txs: "lost" }).build());
    expect(loss.get("L2")).toMatchObject({ lost: 12, reorgDepthMax: 5 });
  });

  it("measures the loss back from the impact of the fault that is to blame", () => {
    const fault = { name: "split", kind: "partition", targets: ["signer-0"], atMs: 25_000, forMs: 5_000 } as const;
    const run = loaded().fork({ height: 20, depth: 2, nodes, txs: "lost" }).fault(fault).build();
    // The oldest lost transaction was seen in block 20, made at 20 s, by the probe right after it.
    expect(lossOf(run, new Map([["split", 26_000]])).get("L1")?.lossSpanMs).toBe(5_996);
    expect(
      lossOf(loaded().fork({ height: 20, depth: 2, nodes, txs: "lost" }).build()).get("L1")?.lossSpanMs,
    ).toBeNull();
  });

  it("measures nothing without a final chain", () => {
    const run = editEvents(loaded().build(), (event) => (event.type === "chain.snapshot" ? undefined : event));
    expect(measureLoss(viewRun(run), new Map())).toEqual([]);
  });
});

describe("tellFates", () => {
  const fates = (run: RecordedRun) => [...tellFates(viewRun(run).ledger)];
  const count = (run: RecordedRun) => {
    const counts: Record<string, number> = {};
    for (const { fate, load } of fates(run)) {
      if (load !== "canary") counts[fate] = (counts[fate] ?? 0) + 1;
    }
    return counts;
  };

  it("tells included, moved and lost apart", () => {
    expect(count(loaded().build())).toEqual({ included: 152 });
    expect(count(loaded().fork({ height: 20, depth: 2, nodes, txs: "moved" }).build())).toEqual({
      included: 144,
      moved: 8,
    });
    expect(count(loaded().fork({ height: 20, depth: 2, nodes, txs: "lost" }).build())).toEqual({
      included: 144,
      lost: 8,
    });
  });

  it("tells rejected from never seen", () => {
    const rejecting = { count: 10, error: "txpool is full" };
    const run = simulatedRun().transfers({ name: "t", perSecond: 4, senders: 10_000, rejectEvery: rejecting }).build();
    expect(count(run)).toMatchObject({ rejected: 23 });
  });

  it("leaves what was accepted and is in no block pending, unless its nonce was used by another", () => {
    const run = loaded().build();
    const [first, second] = fates(run);
    const victim = present(first, "the first transaction").hash;
    const dropped = editEvents(run, (event) =>
      event.type === "block.seen" ? { ...event, txs: event.txs.filter((tx) => tx.hash !== victim) } : event,
    );
    expect(fates(dropped)[0]).toMatchObject({ hash: victim, fate: "pending", block: null, includedAtMs: null });
    const replaced = editEvents(run, (event) =>
      event.type === "block.seen"
        ? { ...event, txs: event.txs.map((tx) => (tx.hash === victim ? { ...tx, hash: "0xother" } : tx)) }
        : event,
    );
    expect(fates(replaced)[0]).toMatchObject({ hash: victim, fate: "lost" });
    expect(second).toMatchObject({ fate: "included" });
  });
});

describe("a transaction that had to be sent again", () => {
  /** One of the middle is sent again at a moment relative to the first sighting of its block. */
  const resent = (plusMs: number) => {
    const run = loaded().build();
    const victim = present([...tellFates(viewRun(run).ledger)][60], "a transaction");
    const atMs = present(victim.includedAtMs, "when it was seen") + plusMs;
    const stamp = { seq: 1_000_000, atMs, wallMs: atMs, source: "load" };
    const resending: RunEvent = { type: "transactions.resent", ...stamp, load: "transfers", hashes: [victim.hash] };
    const events: RunEvent[] = [...run.events, resending];
    return { run: { ...run, events: events.toSorted((a, b) => a.atMs - b.atMs) }, victim };
  };
  const fateOf = ({ run, victim }: ReturnType<typeof resent>) =>
    present([...tellFates(viewRun(run).ledger)][60], victim.hash);

  it("was lost at the levels that it had been acknowledged at by then", () => {
    const before = resent(-500);
    const loss = lossOf(before.run);
    expect(loss.get("L0")).toMatchObject({ lost: 1, lostHashes: [before.victim.hash] });
    expect(loss.get("L1")).toMatchObject({ lost: 0 });
    expect(loss.get("L1")?.acknowledged).toBe(loss.get("L0")?.acknowledged);
  });

  it("is resent, included when its block was first seen, and slow from its first intended start", () => {
    const before = resent(-500);
    expect(fateOf(before)).toEqual({ ...before.victim, fate: "resent" });
  });

  it("was not lost when its block had been made before", () => {
    const after = resent(500);
    expect(fateOf(after)).toEqual(after.victim);
    expect(lossOf(after.run).get("L0")).toMatchObject({ lost: 0 });
  });

  it("is lost for good when it is in no block in spite of it", () => {
    const before = resent(-500);
    const run = editEvents(before.run, (event) =>
      event.type === "block.seen" ? { ...event, txs: event.txs.filter((tx) => tx.hash !== before.victim.hash) } : event,
    );
    expect(fateOf({ ...before, run: { ...before.run, events: run.events } })).toMatchObject({
      fate: "lost",
      block: null,
    });
    expect(lossOf(run).get("L0")).toMatchObject({ lost: 1 });
  });

  it("fails the objective although every node has it in the end, and says why", () => {
    const { run } = resent(-500);
    const view = viewRun({ ...run, plan: { ...run.plan, objectives: { ...run.plan.objectives, rpo: { L0: 0 } } } });
    const [verdict] = judgeRpo(view, measureLoss(view, new Map()));
    expect(verdict?.status).toBe("fail");
    expect(verdict?.summary.replace(/0x\w+…?\w*/, "<hash>")).toMatchInlineSnapshot(
      `"transactions accepted by a node (L0): asked <= 0 lost, found 1 of 228, 1 of which had to be sent again (<hash>)"`,
    );
    const finding = noLostTransaction.check(view);
    expect(finding.status).toBe("fail");
    expect(finding.summary.replace(/0x\w+…?\w*/, "<hash>")).toMatchInlineSnapshot(
      `"1 of 228 acknowledged at L0 were lost, 1 of which only came back by being sent again: <hash>"`,
    );
  });

  it("is counted once among the ends of its load's transactions", () => {
    const { run } = resent(-500);
    const load = present(run.plan.loads[0], "the load");
    expect(measureLoad(load, viewRun(run)).result.fates).toEqual({ included: 151, resent: 1 });
  });
});

describe("the ends of a load's transactions", () => {
  it("are unknown when no node gave its last word", () => {
    const run = editEvents(loaded().build(), (event) => (event.type === "chain.snapshot" ? undefined : event));
    expect(measureLoad(present(run.plan.loads[0], "the load"), viewRun(run)).result.fates).toEqual({ unknown: 152 });
  });
});
