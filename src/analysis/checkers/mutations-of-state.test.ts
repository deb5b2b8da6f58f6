// Planted bugs in what the nodes call final and in the state they show in the end: exactly the named checker finds each.

import { describe, expect, it } from "vitest";
import { present } from "../../base/assert.ts";
import { type EventBody, type EventOf, eventsOf, type RunEvent } from "../../model/event.ts";
import type { RecordedRun } from "../../model/recorded-run.ts";
import { checkersOf, failingCheckers, healthyRun } from "../../testing/planted-bugs.ts";
import { editEvents } from "../../testing/run-builder.ts";

const healthy = healthyRun();

/** The healthy run with one event changed. */
function plant<T extends EventBody["type"]>(event: EventOf<T> | undefined, change: Partial<EventOf<T>>): RecordedRun {
  const { seq } = present(event, "the event to break");
  return editEvents(healthy, (one) => (one.seq === seq ? ({ ...one, ...change } as RunEvent) : one));
}

const byOne = (wei: string, by = 1n) => String(BigInt(wei) + by);

const claims = eventsOf(healthy.events, "finality.sampled");
const claim = present(claims[40], "a claim of finality");
const balances = eventsOf(healthy.events, "balances.read").filter((read) => read.node === "signer-1");
const middle = present(balances[2], "balances in between");
const top = present(balances.at(-1), "balances of the last settled block");
const receipts = present(
  eventsOf(healthy.events, "receipts.read").find((read) => read.node === "signer-2" && read.count > 1),
  "receipts",
);
const readOf = (what: string) =>
  present(
    eventsOf(healthy.events, "contract.read").find(
      (read) => read.node === "rpc-0" && read.what === what && read.height > 9,
    ),
    what,
  );

/** Every node ends with the same transactions in other blocks, from this height on, that hang together well. */
function replaceStretch(fromHeight: number): RecordedRun {
  const twin = (hash: string) => hash.replace("0xb", "0xd");
  const snapshots = editEvents(healthy, (event) =>
    event.type === "chain.snapshot"
      ? { ...event, hashes: event.hashes.map((hash, height) => (height < fromHeight ? hash : twin(hash))) }
      : event,
  );
  const twins = eventsOf(healthy.events, "block.seen")
    .filter((block) => block.height >= fromHeight)
    .map((block) => ({
      ...block,
      hash: twin(block.hash),
      parentHash: block.height === fromHeight ? block.parentHash : twin(block.parentHash),
    }));
  return { ...snapshots, events: [...snapshots.events, ...twins] };
}

describe("planted bugs in the state", () => {
  it("finds nothing in the healthy run, and judges everything", () => {
    expect(checkersOf(healthy, "pass")).toHaveLength(12);
  });

  it.each<[string, string, RecordedRun]>([
    ["C2", "a finalized height that is lowered", plant(claim, { height: 0, hash: `0xb${"0".repeat(63)}` })],
    ["C2", "a finalized hash that conflicts", plant(claim, { hash: claim.hash.replace("0xb", "0xd") })],
    ["C2", "a settled stretch that gives way to another", replaceStretch(15)],
    ["C5", "1 wei more", plant(top, { totalWei: byOne(top.totalWei) })],
    ["C5", "1 wei less, in between", plant(middle, { totalWei: byOne(middle.totalWei, -1n) })],
    ["C5", "1 wei moved from the tips to the others", plant(top, { sealersWei: byOne(top.sealersWei, -1n) })],
    ["C5", "1 wei moved between two accounts", plant(top, { digest: middle.digest })],
    ["C9", "one digest of receipts", plant(receipts, { digest: `0x${"e".repeat(64)}` })],
    ["C9", "one state root", plant(receipts, { stateRoot: `0x${"e".repeat(64)}` })],
    ["C9", "one root of receipts", plant(receipts, { receiptsRoot: `0x${"e".repeat(64)}` })],
    ["C9", "a receipt too few", plant(receipts, { count: receipts.count - 1 })],
    ["C9", "gas that the header has not", plant(receipts, { gasUsed: receipts.gasUsed + 1 })],
    ["C10", "a counter off by one", plant(readOf("count"), { value: byOne(readOf("count").value) })],
    ["C10", "a supply off by one", plant(readOf("totalSupply"), { value: byOne(readOf("totalSupply").value) })],
    ["C10", "a token less", plant(readOf("sumOfBalances"), { value: byOne(readOf("sumOfBalances").value, -1n) })],
  ])("%s alone finds %s", (checker, _, run) => {
    expect(failingCheckers(run)).toEqual([checker]);
  });

  it.each<[string, EventBody["type"], string[]]>([
    ["balances", "balances.read", ["C5", "C12"]],
    ["receipts", "receipts.read", ["C9", "C10", "C12"]],
    ["contracts", "contract.read", ["C10", "C12"]],
  ])("does not pass what needs them when the %s were not read", (_, type, lacking) => {
    const run = editEvents(healthy, (event) => (event.type === type ? undefined : event));
    expect(checkersOf(run, "unknown")).toEqual(lacking);
    expect(failingCheckers(run)).toEqual([]);
  });

  it("skips what an old version did not look at", () => {
    const looks: readonly string[] = ["balances.read", "receipts.read", "finality.sampled"];
    const blind = editEvents(healthy, (event) => (looks.includes(event.type) ? undefined : event));
    const loads = blind.plan.loads.filter((load) => load.corpus !== "contracts");
    const old = {
      ...blind,
      header: { ...blind.header, chaindrillVersion: "0.1.0" },
      plan: { ...blind.plan, loads },
    };
    expect(checkersOf(old, "skipped")).toEqual(["C5", "C9", "C10"]);
    expect(checkersOf(old, "unknown")).toEqual([]);
  });
});
