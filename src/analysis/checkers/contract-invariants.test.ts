import { describe, expect, it } from "vitest";
import type { EventBody } from "../../model/event.ts";
import type { CorpusKind, LoadSpec } from "../../model/plan.ts";
import { block, type HandTx, handRun, tx } from "../../testing/hand-journal.ts";
import { contractRead, notRead, receipts } from "../../testing/hand-state.ts";
import { simulatedRun } from "../../testing/run-builder.ts";
import { viewRun } from "../run-view.ts";
import { runChecker } from "./checker.ts";
import { contractInvariants } from "./contract-invariants.ts";

const called = (hash: string, call: { to: string; selector: string }): HandTx => ({ ...tx(hash, "alice", 0), call });
const increment = (hash: string) => called(hash, { to: "0xCounter", selector: "0xd09de08a" });

/** Three increments, and what is none: another function, another contract, a transfer. */
const chain = [
  block("b1", "b0", [increment("i1"), increment("i2"), called("x1", { to: "0xcounter", selector: "0x06661abd" })]),
  block("b2", "b1", [called("x2", { to: "0xtoken", selector: "0xd09de08a" }), tx("x3", "alice", 1)]),
  block("b3", "b2", [increment("i3")]),
];
const allReceipts = [receipts("a", "b1"), receipts("a", "b3")];
const count = (node: string, hash: string, value: string) => contractRead(node, hash, { what: "counter/count", value });
const token = (node: string, hash: string, values: { supply?: string; sum?: string } = {}) => [
  contractRead(node, hash, { what: "token/totalSupply", value: values.supply ?? "900" }),
  contractRead(node, hash, { what: "token/sumOfBalances", value: values.sum ?? "900" }),
];
const all = (hash: string, value: string) =>
  ["a", "b"].flatMap((node) => [count(node, hash, value), ...token(node, hash)]);

const contracts = simulatedRun().contracts({ name: "contracts", perSecond: 1 }).build().plan.loads;

function judge(events: readonly EventBody[], options: { version?: string } = {}) {
  const run = handRun([...chain, ...events], options);
  return runChecker(contractInvariants, viewRun({ ...run, plan: { ...run.plan, loads: contracts } }));
}

describe("C10", () => {
  it("passes when the counter counted every increment, and the token adds up", () => {
    expect(judge([...allReceipts, ...all("b0", "0"), ...all("b1", "2"), ...all("b3", "3")])).toMatchInlineSnapshot(`
      {
        "evidence": [
          17,
          18,
          19,
          20,
          21,
          22,
        ],
        "name": "ledger.C10",
        "status": "pass",
        "summary": "contracts: on 2 nodes at 3 heights the counter counted every increment, 3 up to height 3, and the token's supply is what its holders have",
      }
    `);
  });

  it("does not count an increment that failed", () => {
    const failed = [receipts("a", "b1", { failed: ["i2", "x1"] }), receipts("b", "b3")];
    expect(judge([...failed, ...all("b1", "1"), ...all("b3", "2")]).status).toBe("pass");
  });

  it.each<[string, EventBody[]]>([
    ["the counter is one behind", [...allReceipts, ...all("b1", "2"), ...all("b3", "2")]],
    ["the counter is one ahead", [...allReceipts, ...all("b3", "4")]],
    ["it is one ahead, whatever failed", [...all("b3", "4")]],
    ["it is further behind than what may have failed", [receipts("a", "b1"), ...all("b3", "1")]],
    ["one node counts otherwise", [...allReceipts, ...all("b3", "3"), count("b", "b1", "1")]],
    [
      "the supply changes with the balances",
      [...allReceipts, ...all("b3", "3"), ...token("b", "b1", { supply: "901", sum: "901" })],
    ],
    ["the balances do not add up", [...allReceipts, ...all("b3", "3"), ...token("b", "b1", { sum: "899" })]],
  ])("fails when %s", (_, events) => {
    expect(judge(events).status).toBe("fail");
  });

  it("says what was found and what should be", () => {
    expect(judge([...allReceipts, ...all("b3", "4")])).toMatchInlineSnapshot(`
      {
        "evidence": [
          5,
          2,
          8,
        ],
        "name": "ledger.C10",
        "status": "fail",
        "summary": "contracts: on a at height 3 the counter stands at 4, after 3 increments, and 1 more such",
      }
    `);
    expect(judge([receipts("a", "b1"), ...all("b3", "1")]).summary).toMatchInlineSnapshot(
      `"contracts: on a at height 3 the counter stands at 1, after 2 to 3 increments, and 1 more such"`,
    );
    const sound = [...allReceipts, ...all("b3", "3")];
    expect(judge([...sound, ...token("b", "b2", { sum: "899" })]).summary).toMatchInlineSnapshot(
      `"contracts: on b at height 2 the token's supply is 900, but its balances make 899"`,
    );
    const more = token("b", "b1", { supply: "901", sum: "901" });
    expect(judge([...sound, ...token("a", "b0"), ...more]).summary).toMatchInlineSnapshot(
      `"contracts: on b at height 1 the token's supply is 901, on a at height 0 it was 900"`,
    );
  });

  it.each<[string, EventBody[]]>([
    ["nothing was read", []],
    ["reading failed", [notRead("a", "b0", "contract")]],
    ["receipts of increments are missing", [receipts("a", "b1"), ...all("b3", "3")]],
    ["a body was never seen", [...allReceipts, ...all("d4", "3")]],
    [
      "one node was not read in the end",
      [...allReceipts, ...all("b1", "2"), count("a", "b3", "3"), ...token("a", "b3")],
    ],
    [
      "a sum was not read",
      [...allReceipts, ...all("b3", "3"), contractRead("a", "b1", { what: "token/totalSupply", value: "900" })],
    ],
    ["no increment was included", all("b0", "0")],
  ])("does not know when %s", (_, events) => {
    expect(judge(events).status).toBe("unknown");
  });

  it("says what is missing", () => {
    expect(judge([receipts("a", "b1"), ...all("b3", "3")]).summary).toMatchInlineSnapshot(
      `"contracts: 1 increment may have failed: the receipts of those blocks were not read"`,
    );
    const one = [
      ...allReceipts,
      ...all("b1", "2"),
      count("a", "b3", "3"),
      ...token("a", "b3"),
      notRead("b", "b3", "contract"),
    ];
    expect(judge(one)).toMatchInlineSnapshot(`
      {
        "evidence": [
          14,
        ],
        "name": "ledger.C10",
        "status": "unknown",
        "summary": "contracts: no counter/count at height 3 from b (timeout)",
      }
    `);
  });

  it("has nothing to judge when the plan calls no contract", () => {
    expect(runChecker(contractInvariants, viewRun(handRun([...chain, ...all("b3", "7")]))).status).toBe("skipped");
  });
});

describe("C10 of loads that call other contracts", () => {
  const write = (hash: string) => called(hash, { to: "0xslots", selector: "0x2f048afa" });
  const approve = (hash: string) => called(hash, { to: "0xtoken", selector: "0x095ea7b3" });
  const blocks = [block("b1", "b0", [write("w1"), write("w2"), approve("p1")]), block("b2", "b1", [approve("p2")])];
  const slots = (value: string) => ["a", "b"].map((node) => contractRead(node, "b2", { what: "slots/written", value }));
  const allowances = (value: string) =>
    ["a", "b"].map((node) => contractRead(node, "b2", { what: "token/sumOfAllowances", value }));
  const noneFailed = [receipts("a", "b1"), receipts("a", "b2")];

  function judgeLoads(corpora: readonly CorpusKind[], events: readonly EventBody[]) {
    const run = handRun([...blocks, ...events]);
    const loads = corpora.flatMap((corpus) => contracts.map((load) => ({ ...load, corpus }) as LoadSpec));
    return runChecker(contractInvariants, viewRun({ ...run, plan: { ...run.plan, loads } }));
  }

  it("compares what was written with the writes, and asks for nothing else", () => {
    expect(judgeLoads(["storage-writes"], [...noneFailed, ...slots("10")])).toMatchObject({
      status: "pass",
      summary: "contracts: on 2 nodes at 1 height the number of written slots counted every write, 10 up to height 2",
    });
    expect(judgeLoads(["storage-writes"], [...noneFailed, ...slots("9")])).toMatchObject({
      status: "fail",
      summary:
        "contracts: on a at height 2 the number of written slots stands at 9, after 2 writes of 5, and 1 more such",
    });
  });

  it("compares allowances with approvals, and the token's supply with its balances", () => {
    const held = ["a", "b"].flatMap((node) => token(node, "b2"));
    const judged = (sum: string) => judgeLoads(["token-approvals"], [...noneFailed, ...allowances(sum), ...held]);
    expect(judged("2").status).toBe("pass");
    expect(judged("1").status).toBe("fail");
  });

  it("does not know whether an approval that failed shows, for the next one sets the total", () => {
    const held = ["a", "b"].flatMap((node) => token(node, "b2"));
    const failed = [receipts("a", "b1", { failed: ["p1"] }), receipts("a", "b2")];
    for (const sum of ["1", "2"]) {
      expect(judgeLoads(["token-approvals"], [...failed, ...allowances(sum), ...held])).toMatchObject({
        status: "unknown",
        summary: "contracts: 1 approval failed, which may or may not show",
      });
    }
    expect(judgeLoads(["token-approvals"], [...failed, ...allowances("0"), ...held]).status).toBe("fail");
  });

  it("does not know when a number of one of the loads was not read", () => {
    expect(judgeLoads(["storage-writes", "logs"], [...noneFailed, ...slots("10")]).status).toBe("unknown");
  });

  it("has nothing to judge where contracts are only created", () => {
    expect(judgeLoads(["deployments", "transfers"], [...noneFailed, ...slots("9")]).status).toBe("skipped");
  });
});
