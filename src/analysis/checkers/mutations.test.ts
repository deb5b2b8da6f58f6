// Planted bugs: from one healthy run, one thing is broken, and exactly the checkers whose property it breaks must say
// so. C12 repeats the others, so it is left out of the lists and must fail whenever one of them does.

import { describe, expect, it } from "vitest";
import { present } from "../../base/assert.ts";
import { type EventOf, eventsOf, type RunEvent } from "../../model/event.ts";
import type { RecordedRun } from "../../model/recorded-run.ts";
import { editEvents, simulatedRun } from "../../testing/run-builder.ts";
import { viewRun } from "../run-view.ts";
import { checkLedger } from "./check-ledger.ts";

/** Every transfer has an account of its own, so that a lost one leaves no gap behind it. */
const healthy = simulatedRun()
  .transfers({ name: "transfers", perSecond: 2, senders: 1_000 })
  .fault({ name: "kill", kind: "pod-kill", targets: ["signer-0"], atMs: 15_000, forMs: 2_000 })
  .until(30_000)
  .build();

function statuses(run: RecordedRun, status: "fail" | "unknown"): string[] {
  const verdicts = checkLedger(viewRun(run)).filter((one) => one.status === status);
  return verdicts.map((one) => one.name.replace("ledger.", ""));
}

const failing = (run: RecordedRun) => statuses(run, "fail").filter((name) => name !== "C12");

/** Changes the snapshots only, of one node or of all. */
const editSnapshots = (edit: (event: EventOf<"chain.snapshot">) => EventOf<"chain.snapshot">, node?: string) =>
  editEvents(healthy, (event) =>
    event.type === "chain.snapshot" && (node === undefined || event.node === node) ? edit(event) : event,
  );

const blocks = eventsOf(healthy.events, "block.seen");
/** Seen and settled long before the end. */
const victim = present(
  blocks.find((block) => block.height > 8 && block.txs.length > 0),
  "a block with transactions",
);
const lostTx = present(victim.txs[0], "a transaction");

/** Every head and chain that has the victim has a twin instead, from when the load is over. */
function replaceBlock(twin: EventOf<"block.seen">, nonces: Record<string, number>): RecordedRun {
  const swapped = editSnapshots((event) => ({
    ...event,
    hashes: event.hashes.map((hash) => (hash === victim.hash ? twin.hash : hash)),
    nonces: { ...event.nonces, ...nonces },
  }));
  // The block above names the twin as its parent from the start; what a head leads to is then the twin's chain.
  const relinked = editEvents(swapped, (event) =>
    event.type === "block.seen" && event.parentHash === victim.hash ? { ...event, parentHash: twin.hash } : event,
  );
  const at = relinked.events.findIndex((event) => event.seq === victim.seq);
  return { ...relinked, events: relinked.events.toSpliced(at + 1, 0, twin) };
}

const twinOf = (txs: EventOf<"block.seen">["txs"]): EventOf<"block.seen"> => ({
  ...victim,
  hash: victim.hash.replace("0xb", "0xd"),
  txs,
});

describe("planted bugs", () => {
  it("finds nothing in the healthy run", () => {
    expect(statuses(healthy, "fail")).toEqual([]);
    expect(statuses(healthy, "unknown")).toEqual([]);
  });

  it("C1 finds a transaction that is dropped from the final chain", () => {
    const twin = twinOf(victim.txs.filter((tx) => tx.hash !== lostTx.hash));
    const run = replaceBlock(twin, { [lostTx.from]: 0 });
    expect(failing(run)).toEqual(["C1"]);
    expect(statuses(run, "fail")).toContain("C12");
  });

  it("C3 finds two swapped hashes", () => {
    const run = editSnapshots((event) => {
      const [low = "", high = ""] = event.hashes.slice(5, 7);
      return { ...event, hashes: event.hashes.toSpliced(5, 2, high, low) };
    }, "signer-1");
    expect(failing(run)).toEqual(["C3"]);
  });

  it("C4 finds a nonce count that is off by one", () => {
    const run = editSnapshots((event) => ({ ...event, nonces: { ...event.nonces, [lostTx.from]: 2 } }));
    expect(failing(run)).toEqual(["C4"]);
  });

  it("C4 and C7 find a duplicated nonce: it is no continuous numbering, and it is an inclusion too many", () => {
    const again = { ...lostTx, hash: `${lostTx.hash.slice(0, -1)}f` };
    const invoked = (event: RunEvent) =>
      event.type === "canary.sent" && event.id === 0
        ? { ...event, hash: again.hash, from: again.from, nonce: again.nonce }
        : event;
    const sentTwice = editEvents(healthy, invoked);
    const run = editEvents(sentTwice, (event) => {
      if (event.type === "block.seen" && event.hash === victim.hash) return { ...event, txs: [...event.txs, again] };
      if (event.type !== "chain.snapshot") return event;
      return { ...event, nonces: { ...event.nonces, [lostTx.from]: 2 } };
    });
    expect(failing(run)).toEqual(["C4", "C7"]);
  });

  it("C6 finds a phantom", () => {
    const phantom = { hash: `0x${"f".repeat(64)}`, from: lostTx.from, nonce: 1 };
    const run = editEvents(healthy, (event) => {
      if (event.type === "block.seen" && event.hash === victim.hash) return { ...event, txs: [...event.txs, phantom] };
      if (event.type !== "chain.snapshot") return event;
      return { ...event, nonces: { ...event.nonces, [lostTx.from]: 2 } };
    });
    expect(failing(run)).toEqual(["C6"]);
  });

  it("C8 finds a height that goes back", () => {
    const probes = eventsOf(healthy.events, "probe.sampled").filter((event) => event.node === "signer-1");
    const [early, late] = [present(probes[20], "a probe"), present(probes[60], "a probe")];
    const run = editEvents(healthy, (event) =>
      event.seq === late.seq && event.type === "probe.sampled" && event.answered && early.answered
        ? { ...event, height: early.height, hash: early.hash }
        : event,
    );
    expect(failing(run)).toEqual(["C8"]);
  });

  it("C11 finds a settled block that is gone after a restart", () => {
    const first = present(
      eventsOf(healthy.events, "probe.sampled").find(
        (event) => event.node === "signer-0" && event.answered && event.askedAtMs > 17_000,
      ),
      "the first answer after the restart",
    );
    const low = present(
      blocks.find((block) => block.height === 6),
      "an old block",
    );
    const run = editEvents(healthy, (event) =>
      event.seq === first.seq && event.type === "probe.sampled" && event.answered
        ? { ...event, height: low.height, hash: low.hash }
        : event,
    );
    expect(failing(run)).toEqual(["C11"]);
  });

  it("C12 does not know when nothing was acknowledged, though nothing else is wrong", () => {
    const unanswered = editEvents(healthy, (event) =>
      event.type === "canary.sent" ? { ...event, outcome: "unknown" } : event,
    );
    const operations = new Map(
      [...unanswered.operations].map(([load, list]) => [
        load,
        list.map((one) => (one.kind === "transaction" ? { ...one, outcome: "unknown" as const } : one)),
      ]),
    );
    const run = { ...unanswered, operations };
    expect(failing(run)).toEqual([]);
    expect(statuses(run, "unknown")).toEqual(["C12"]);
  });

  it("does not pass a single checker of final chains when the snapshots are gone", () => {
    const run = editEvents(healthy, (event) => (event.type === "chain.snapshot" ? undefined : event));
    expect(statuses(run, "unknown")).toEqual(["C1", "C3", "C4", "C6", "C7", "C12"]);
  });
});
