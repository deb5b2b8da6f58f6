import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EventBody } from "../../model/event.ts";
import type { RecordedRun } from "../../model/recorded-run.ts";
import { block, handRun, tx } from "../../testing/hand-journal.ts";
import { balances, notRead, paying, receipts } from "../../testing/hand-state.ts";
import { viewRun } from "../run-view.ts";
import { balanceConservation } from "./balance-conservation.ts";
import { runChecker } from "./checker.ts";

/** More than a number holds exactly: one wei off must show none the less. */
const initialWei = 10n ** 24n;

/** b1 and b3 burn 30 wei each and give the sealer 5; b2 is empty. c2 burns 50. */
const chain = [
  paying(block("b1", "b0", [tx("t1", "alice", 0)]), { gasUsed: 10, baseFeeWei: "3" }),
  paying(block("b2", "b1"), { gasUsed: 0, baseFeeWei: "4" }),
  paying(block("b3", "b2", [tx("t2", "alice", 1)]), { gasUsed: 15, baseFeeWei: "2" }),
  paying(block("c2", "b1", [tx("t2", "alice", 1)]), { gasUsed: 10, baseFeeWei: "5" }),
];
const paid = { feesWei: "35", tipsWei: "5" };
const allReceipts = [receipts("a", "b1", paid), receipts("a", "b3", paid)];

const read = (node: string, hash: string, more: { lost: bigint; tips: bigint }, change = {}) =>
  balances(node, hash, {
    totalWei: String(initialWei - more.lost),
    sealersWei: String(100n + more.tips),
    ...change,
  });
const first = ["a", "b"].map((node) => read(node, "b0", { lost: 0n, tips: 0n }));
const between = ["a", "b"].map((node) => read(node, "b1", { lost: 30n, tips: 5n }));
const last = ["a", "b"].map((node) => read(node, "b3", { lost: 60n, tips: 10n }));
const sound = [...first, ...between, ...last];

const judge = (events: readonly EventBody[], change: (run: RecordedRun) => RecordedRun = (run) => run) =>
  runChecker(balanceConservation, viewRun(change(handRun([...chain, ...events]))));

describe("C5", () => {
  it("passes when the sum shrinks by what was burned, and the sealers gain the tips", () => {
    expect(judge([...allReceipts, ...sound])).toMatchInlineSnapshot(`
      {
        "evidence": [
          6,
          10,
          11,
        ],
        "name": "ledger.C5",
        "status": "pass",
        "summary": "conservation of wei: 3 balances on 2 nodes at 3 heights from 0 to 3: 60 wei burned, nothing else made or lost; the sealers gained exactly the tips, 10 wei",
      }
    `);
  });

  it("passes on a side chain, by what that one burned", () => {
    const sides = ["a", "b"].map((node) => read(node, "c2", { lost: 80n, tips: 10n }));
    expect(
      judge([...allReceipts, receipts("b", "c2", { feesWei: "55", tipsWei: "5" }), ...first, ...sides]),
    ).toMatchObject({
      status: "pass",
    });
  });

  it("takes a chain without any base fee to burn nothing", () => {
    const old = [block("b1", "b0", [tx("t1", "alice", 0)]), block("b2", "b1")];
    const reads = ["b0", "b2"].flatMap((hash) => ["a", "b"].map((node) => read(node, hash, { lost: 0n, tips: 0n })));
    const run = handRun([...old, ...reads]);
    expect(runChecker(balanceConservation, viewRun(run)).summary).toMatchInlineSnapshot(
      `"conservation of wei: 3 balances on 2 nodes at 2 heights from 0 to 2: 0 wei burned, nothing else made or lost; who has the tips was not judged: receipts are missing"`,
    );
  });

  it("judges the sum alone where receipts are missing, and says so", () => {
    expect(judge(sound).summary).toMatchInlineSnapshot(
      `"conservation of wei: 3 balances on 2 nodes at 3 heights from 0 to 3: 60 wei burned, nothing else made or lost; who has the tips was not judged: receipts are missing"`,
    );
    expect(judge([receipts("b", "b1", paid), ...sound]).summary).toMatchInlineSnapshot(
      `"conservation of wei: 3 balances on 2 nodes at 3 heights from 0 to 3: 60 wei burned, nothing else made or lost; the sealers gained exactly the tips up to height 1; above it receipts are missing"`,
    );
  });

  it.each<[string, EventBody[]]>([
    ["one wei more in the end", [...first, ...last, read("b", "b3", { lost: 59n, tips: 10n })]],
    ["one wei less in between", [...first, ...last, read("b", "b1", { lost: 31n, tips: 5n })]],
    ["two nodes that differ in the beginning", [...first, ...last, read("b", "b0", { lost: 1n, tips: 0n })]],
    [
      "a burn that was credited to the sealers",
      [...first, ...["a", "b"].map((node) => read(node, "b3", { lost: 0n, tips: 70n }))],
    ],
    ["a tip that another account got", [...allReceipts, ...first, ...last, read("b", "b1", { lost: 30n, tips: 4n })]],
    ["receipts of more fees than were paid", [receipts("a", "b1", { ...paid, feesWei: "36" }), ...sound]],
    ["two nodes with other balances", [...sound, read("b", "b3", { lost: 60n, tips: 10n }, { digest: "other" })]],
  ])("fails with %s", (_, events) => {
    expect(judge(events).status).toBe("fail");
  });

  it("finds any amount that is off, on whichever node and at whatever height", () => {
    const off = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }).filter((wei) => wei !== 0n);
    const where = fc.nat(sound.length - 1);
    fc.assert(
      fc.property(off, where, (wei, index) => {
        const reads = sound.map((one, at) =>
          at === index ? { ...one, totalWei: String(BigInt(one.totalWei) + wei) } : one,
        );
        expect(judge([...allReceipts, ...reads]).status).toBe("fail");
      }),
      { numRuns: 20 },
    );
  });

  it("says how much, where, and since when", () => {
    const off = (lost: bigint, tips: bigint, change = {}) => read("b", "b3", { lost, tips }, change);
    expect(judge([...allReceipts, ...sound, off(59n, 10n)])).toMatchInlineSnapshot(`
      {
        "evidence": [
          6,
          12,
        ],
        "name": "ledger.C5",
        "status": "fail",
        "summary": "conservation of wei: on b at height 3 all accounts together have 1 wei too much for what was burned since height 0",
      }
    `);
    expect(judge([...allReceipts, ...sound, off(61n, 10n)]).summary).toMatchInlineSnapshot(
      `"conservation of wei: on b at height 3 all accounts together have 1 wei too little for what was burned since height 0"`,
    );
    expect(judge([...allReceipts, ...sound, off(60n, 9n)]).summary).toMatchInlineSnapshot(
      `"conservation of wei: on b at height 3 the sealers have 1 wei too little for the tips since height 0"`,
    );
    const dear = receipts("a", "b3", { ...paid, feesWei: "37" });
    expect(judge([receipts("a", "b1", paid), dear, ...first, ...last]).summary).toMatchInlineSnapshot(
      `"conservation of wei: on a at height 3 the others have 2 wei too much for the fees since height 0, and 1 more such"`,
    );
    expect(judge([...allReceipts, ...sound, off(60n, 10n, { digest: "other" })]).summary).toMatchInlineSnapshot(
      `"conservation of wei: a and b tell different balances for b3 at height 3"`,
    );
  });

  it.each<[string, EventBody[]]>([
    ["nothing was read", []],
    ["reading failed", [notRead("a", "b0", "balances")]],
    ["there is one height only", last],
    [
      "a body in between was never seen",
      [...first, ...["a", "b"].map((node) => read(node, "d3", { lost: 60n, tips: 10n }))],
    ],
    ["one node was not read in the end", [...first, ...between, read("a", "b3", { lost: 60n, tips: 10n })]],
    ["the accounts are others", [...first, ...last, read("b", "b3", { lost: 60n, tips: 10n }, { accounts: 4 })]],
    ["the chain does not lead to the first read", [balances("a", "x0", { totalWei: "9", sealersWei: "0" }), ...last]],
  ])("does not know when %s", (_, events) => {
    expect(judge([...allReceipts, ...events]).status).toBe("unknown");
  });

  it("does not know when a base fee is missing on a chain that has them", () => {
    const feeless = block("b4", "b3", [tx("t3", "alice", 2)]);
    const reads = ["a", "b"].map((node) => read(node, "b4", { lost: 60n, tips: 10n }));
    expect(judge([feeless, ...sound, ...reads]).summary).toMatchInlineSnapshot(
      `"conservation of wei: the base fee of the block at height 4 was not recorded"`,
    );
  });

  it("names the node that was not read, and why", () => {
    const events = [...first, ...between, read("a", "b3", { lost: 60n, tips: 10n }), notRead("b", "b3", "balances")];
    expect(judge(events)).toMatchInlineSnapshot(`
      {
        "evidence": [
          9,
        ],
        "name": "ledger.C5",
        "status": "unknown",
        "summary": "conservation of wei: no balances at height 3 from b (timeout)",
      }
    `);
  });

  it("has nothing to judge when the plan sends no transactions, or the version did not look", () => {
    const quiet = (run: RecordedRun) => ({
      ...run,
      plan: { ...run.plan, canary: { ...run.plan.canary, perSecond: 0 } },
    });
    expect(judge(sound, quiet).status).toBe("skipped");
    const old = (run: RecordedRun) => ({ ...run, header: { ...run.header, chaindrillVersion: "0.1.9" } });
    expect(judge([], old).summary).toMatchInlineSnapshot(
      `"conservation of wei: recorded by Chaindrill 0.1.9, which did not read balances yet"`,
    );
    expect(judge([notRead("a", "b0", "balances")], old).status).toBe("unknown");
  });
});
