import { describe, expect, it } from "vitest";
import { address, txHash } from "../../base/ids.ts";
import type { Operation } from "../../model/operation.ts";
import type { LoadSample } from "../sample-seconds.ts";
import { createLoadSchedule } from "../schedule.ts";
import type { GeneratorLine } from "./read-lines.ts";
import { LoadRecorder, type RecorderOptions } from "./record-load.ts";

const startWallMs = 1_000_000;

/** Ten places a second, the first of them 100 ms after the generator's own start. */
function recorder(over: Partial<RecorderOptions> = {}) {
  const lines: string[] = [];
  const seconds: LoadSample[] = [];
  const batch = over.batch ?? 1;
  const record = new LoadRecorder({
    load: "x",
    schedule: createLoadSchedule({ shape: { kind: "constant", perSecond: 10 * batch }, seed: 1, batch }),
    batch,
    vus: 2,
    maxDurationMs: 60_000,
    lines: { write: (line) => lines.push(line) < 1000 },
    transactionAt: (line) => ({ hash: txHash(`0x${line}`), from: address("0xa"), nonce: line }),
    wallToRunMs: (wallMs) => wallMs - startWallMs,
    emit: (sample) => seconds.push(sample),
    ...over,
  });
  const operations = () => lines.map((line) => JSON.parse(line) as Operation).sort((a, b) => a.index - b.index);
  return { record, operations, seconds };
}

/** A reading of the clocks: the generator's began when the run did. */
const clock = (elapsedMs = 0, originMs = 0): GeneratorLine => ({
  kind: "clock",
  wallMs: startWallMs + originMs + elapsedMs,
  elapsedMs,
});
const sent = (elapsedMs: number, user: number, place: number, ...whats: string[]): GeneratorLine => ({
  kind: "sent",
  user,
  place,
  elapsedMs,
  whats: whats.length === 0 ? ["read/eth_call"] : whats,
  intendedMs: undefined,
});
const ok = (elapsedMs: number, user: number): GeneratorLine => ({
  kind: "done",
  user,
  elapsedMs,
  endings: [{ outcome: "ok" }],
});

describe("LoadRecorder", () => {
  it("keeps operations with what the corpus knows of their transaction, and counts them", () => {
    const { record, operations } = recorder();
    record.take([clock(), sent(100, 1, 0, "transaction/17"), ok(112, 1)]);
    expect(record.finish(150)).toEqual({ started: 1, dropped: 0, nothingToSend: 0, ok: 1, rejected: 0, unknown: 0 });
    expect(operations()).toEqual([
      {
        kind: "transaction",
        index: 0,
        intendedAtMs: 100,
        sentAtMs: 100,
        doneAtMs: 112,
        outcome: "ok",
        hash: "0x17",
        from: "0xa",
        nonce: 17,
      },
    ]);
  });

  it("holds back what comes before the generator's clock is known, and loses nothing of it", () => {
    const { record, operations } = recorder();
    record.take([{ kind: "dropped", places: [0, 1] }, clock(), sent(300, 1, 2)]);
    expect(operations()).toEqual([]);
    record.take([ok(1001, 1)]); // a second after its first reading
    expect(operations().map(({ kind, index }) => [kind, index])).toEqual([
      ["dropped", 0],
      ["dropped", 1],
      ["read", 2],
    ]);
  });

  it("tells of a second once nothing of it can be missing any more, also when nothing else is said", () => {
    const { record, seconds } = recorder();
    record.take([clock(), sent(100, 1, 0), ok(105, 1)]);
    record.idle(1599);
    expect(seconds).toEqual([]);
    record.idle(1600);
    expect(seconds).toMatchObject([{ fromMs: 100, toMs: 1100, offered: 10, started: 1, ok: 1 }]);
  });

  it("counts a place that had nothing to send as dropped, and says so", () => {
    const { record } = recorder();
    record.take([clock(), sent(100, 1, 0), ok(101, 1), { kind: "nothing", place: 1 }]);
    expect(record.finish(250)).toMatchObject({ started: 1, dropped: 1, nothingToSend: 1 });
  });

  it("drops the places that no user came to before the end, but not those that free users were waiting for", () => {
    const { record, operations } = recorder();
    record.take([clock(), sent(100, 1, 0), ok(105, 1), sent(200, 2, 1), ok(205, 2)]);
    // Places 2 and 3 belong to the two users; one that was awake for so long would have run place 2 long ago.
    expect(record.finish(460)).toMatchObject({ started: 2, dropped: 0 });
    expect(operations()).toHaveLength(2);

    const stuck = recorder();
    stuck.record.take([clock(), sent(100, 1, 0), sent(200, 2, 1)]);
    expect(stuck.record.finish(460)).toMatchObject({ started: 2, unknown: 2, dropped: 2 });

    const lost = recorder();
    lost.record.take([clock(), sent(100, 1, 0), ok(105, 1), sent(5000, 2, 49), ok(5001, 2)]);
    expect(lost.record.finish(5050)).toMatchObject({ started: 2, dropped: 46 });
  });

  it("drops nothing that was due after the load's own end", () => {
    const { record } = recorder({ maxDurationMs: 200 });
    record.take([clock(), sent(100, 1, 0), sent(200, 2, 1)]);
    expect(record.finish(5000)).toMatchObject({ started: 2, dropped: 0 });
  });

  it("gives the elements of a batch their own places, and drops those there was nothing for", () => {
    const { record, operations } = recorder({ batch: 3 });
    record.take([clock(), sent(200, 1, 1, "transaction/1", "transaction/2"), { kind: "dropped", places: [0] }]);
    const totals = record.finish(250);
    expect(totals).toMatchObject({ started: 2, dropped: 4, nothingToSend: 1 });
    expect(operations().map(({ kind, index, intendedAtMs }) => [kind, index, intendedAtMs])).toEqual([
      ["dropped", 0, 100],
      ["dropped", 1, 100],
      ["dropped", 2, 100],
      ["transaction", 3, 200],
      ["transaction", 4, 200],
      ["dropped", 5, 200],
    ]);
  });

  it("merges generators that share the places, each by its own clock", () => {
    const { record, operations } = recorder();
    record.take([clock(0, 0), sent(100, 1, 0), ok(103, 1)], 0);
    record.take([clock(0, 7), sent(200, 2, 1), ok(204, 2)], 1);
    expect(record.finish(250)).toMatchObject({ started: 2, ok: 2, dropped: 0 });
    expect(operations()).toMatchObject([
      { index: 0, intendedAtMs: 100, sentAtMs: 100 },
      { index: 1, intendedAtMs: 207, sentAtMs: 207 },
    ]);
  });

  it("takes an operation's own time where it has one, and then nothing can be missing", () => {
    const { record, operations, seconds } = recorder();
    record.take([clock(), { ...sent(150, 1, 0), intendedMs: 120 } as GeneratorLine, ok(160, 1)]);
    expect(record.finish(5100)).toMatchObject({ started: 1, dropped: 0 });
    expect(operations()).toMatchObject([{ intendedAtMs: 120, sentAtMs: 150, doneAtMs: 160 }]);
    expect(seconds.map(({ offered }) => offered)).toEqual([1, 0, 0, 0, 0]);
  });

  it("numbers what was observed in the order it came", () => {
    const { record, operations } = recorder();
    const head = { kind: "observed", intendedMs: 50, sentMs: 51, doneMs: 52, ending: { outcome: "ok" } } as const;
    record.take([clock(), { ...head, what: "read/newHeads" }, { ...head, what: "read/logs" }]);
    expect(record.finish(60)).toMatchObject({ started: 2, ok: 2 });
    expect(operations()).toMatchObject([
      { index: 0, method: "newHeads", intendedAtMs: 50, sentAtMs: 51, doneAtMs: 52 },
      { index: 1, method: "logs" },
    ]);
  });

  it("refuses what no script of ours reports, and transactions that nobody has signed", () => {
    const report = (what: string, over: Partial<RecorderOptions> = {}) => {
      const { record } = recorder(over);
      record.take([clock(), sent(100, 1, 0, what)]);
      return () => record.finish(200);
    };
    expect(report("write/x")).toThrowErrorMatchingInlineSnapshot(
      `[EnvironmentError: load x reports an operation "write/x"; expected read/<method> or transaction/<line>]`,
    );
    expect(report("transaction/1", { transactionAt: undefined })).toThrowErrorMatchingInlineSnapshot(
      `[EnvironmentError: load x sends transactions, but none were signed for it]`,
    );
  });
});
