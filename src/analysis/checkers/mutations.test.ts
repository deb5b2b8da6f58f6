// Planted bugs: from one healthy run, one thing is broken, and exactly the checkers whose property it breaks must say
// so. What is broken in the state that the nodes show in the end is in mutations-of-state.test.ts.

import { describe, expect, it } from "vitest";
import { present } from "../../base/assert.ts";
import { type EventOf, eventsOf, type RunEvent } from "../../model/event.ts";
import type { RecordedRun } from "../../model/recorded-run.ts";
import { checkersOf, failingCheckers, healthyRun } from "../../testing/planted-bugs.ts";
import { editEvents } from "../../testing/run-builder.ts";

const healthy = healthyRun();

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
const lostTx = present(
  victim.txs.find((tx) => tx.call === undefined),
  "a transfer",
);

/** Every chain that has the victim has a twin instead, and the nodes call that one final. */
function replaceBlock(twin: EventOf<"block.seen">, nonces: Record<string, number>): RecordedRun {
  const swap = (hash: string) => (hash === victim.hash ? twin.hash : hash);
  const swapped = editEvents(healthy, (event) => {
    if (event.type === "finality.sampled") return { ...event, hash: swap(event.hash) };
    if (event.type !== "chain.snapshot") return event;
    return { ...event, hashes: event.hashes.map(swap), nonces: { ...event.nonces, ...nonces } };
  });
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

/** One transaction more in the victim, in its receipts, and in the count of its sender. */
function include(run: RecordedRun, tx: EventOf<"block.seen">["txs"][number]): RecordedRun {
  return editEvents(run, (event) => {
    if (event.type === "chain.snapshot") return { ...event, nonces: { ...event.nonces, [tx.from]: 2 } };
    if (event.type === "receipts.read" && event.hash === victim.hash) return { ...event, count: event.count + 1 };
    return event.type === "block.seen" && event.hash === victim.hash ? { ...event, txs: [...event.txs, tx] } : event;
  });
}

describe("planted bugs", () => {
  it("finds nothing in the healthy run", () => {
    expect(checkersOf(healthy, "fail")).toEqual([]);
    expect(checkersOf(healthy, "unknown")).toEqual([]);
  });

  it("C1 finds a transaction that is dropped from the final chain", () => {
    const twin = twinOf(victim.txs.filter((tx) => tx.hash !== lostTx.hash));
    const run = replaceBlock(twin, { [lostTx.from]: 0 });
    expect(failingCheckers(run)).toEqual(["C1"]);
  });

  it("C3 finds two swapped hashes", () => {
    const run = editSnapshots((event) => {
      const [low = "", high = ""] = event.hashes.slice(5, 7);
      return { ...event, hashes: event.hashes.toSpliced(5, 2, high, low) };
    }, "signer-1");
    expect(failingCheckers(run)).toEqual(["C3"]);
  });

  it("C4 finds a nonce count that is off by one", () => {
    const run = editSnapshots((event) => ({ ...event, nonces: { ...event.nonces, [lostTx.from]: 2 } }));
    expect(failingCheckers(run)).toEqual(["C4"]);
  });

  it("C4 and C7 find a duplicated nonce: it is no continuous numbering, and it is an inclusion too many", () => {
    const again = { ...lostTx, hash: `${lostTx.hash.slice(0, -1)}f` };
    const invoked = (event: RunEvent) =>
      event.type === "canary.sent" && event.id === 0
        ? { ...event, hash: again.hash, from: again.from, nonce: again.nonce }
        : event;
    const run = include(editEvents(healthy, invoked), again);
    expect(failingCheckers(run)).toEqual(["C4", "C7"]);
  });

  it("C6 finds a phantom", () => {
    const run = include(healthy, { hash: `0x${"f".repeat(64)}`, from: lostTx.from, nonce: 1 });
    expect(failingCheckers(run)).toEqual(["C6"]);
  });

  it("C10 finds an increment that the counter has and the chain has not", () => {
    const increment = (event: EventOf<"block.seen">) => event.txs.find((tx) => tx.call?.selector === "0xd09de08a");
    const block = present(
      blocks.find((one) => one.height > 8 && increment(one) !== undefined),
      "a block with an increment",
    );
    const run = editEvents(healthy, (event) =>
      event.type === "block.seen" && event.hash === block.hash
        ? { ...event, txs: event.txs.map((tx) => (tx === increment(block) ? { ...tx, call: undefined } : tx)) }
        : event,
    );
    expect(failingCheckers(run)).toEqual(["C10"]);
  });

  it("C8 finds a height that goes back", () => {
    const probes = eventsOf(healthy.events, "probe.sampled").filter((event) => event.node === "signer-1");
    const [early, late] = [present(probes[20], "a probe"), present(probes[60], "a probe")];
    const run = editEvents(healthy, (event) =>
      event.seq === late.seq && event.type === "probe.sampled" && event.answered && early.answered
        ? { ...event, height: early.height, hash: early.hash }
        : event,
    );
    expect(failingCheckers(run)).toEqual(["C8"]);
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
    expect(failingCheckers(run)).toEqual(["C11"]);
  });

  it("C12 does not know when nothing was acknowledged, though nothing else is wrong", () => {
    const unanswered = editEvents(healthy, (event) =>
      event.type === "canary.sent" ? { ...event, outcome: "unknown" } : event,
    );
    const operations = new Map(
      [...unanswered.operations].map(([load, list]) => [
        load,
        [...list].map((one) => (one.kind === "transaction" ? { ...one, outcome: "unknown" as const } : one)),
      ]),
    );
    const run = { ...unanswered, operations };
    expect(failingCheckers(run)).toEqual([]);
    expect(checkersOf(run, "unknown")).toEqual(["C12"]);
  });

  it("does not pass a single checker of final chains when the snapshots are gone", () => {
    const run = editEvents(healthy, (event) => (event.type === "chain.snapshot" ? undefined : event));
    expect(checkersOf(run, "unknown")).toEqual(["C1", "C3", "C4", "C6", "C7", "C12"]);
  });
});
