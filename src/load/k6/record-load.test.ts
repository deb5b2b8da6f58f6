import { describe, expect, it } from "vitest";
import { address, txHash } from "../../base/ids.ts";
import type { LoadSample } from "../sample-seconds.ts";
import type { Sample } from "./read-samples.ts";
import { LoadRecorder } from "./record-load.ts";

const startWallMs = 1_000_000;

function recorder() {
  const lines: string[] = [];
  const seconds: LoadSample[] = [];
  const record = new LoadRecorder({
    load: "x",
    shape: { kind: "constant", perSecond: 10 },
    lines: { write: (line) => lines.push(line) < 1000 },
    transactionAt: (line) => ({ hash: txHash(`0x${line}`), from: address("0xa"), nonce: line }),
    wallToRunMs: (wallMs) => wallMs - startWallMs,
    emit: (sample) => seconds.push(sample),
  });
  const operations = () => lines.map((line) => JSON.parse(line) as unknown);
  return { record, operations, seconds };
}

const began: Sample = { kind: "began", atWallMs: startWallMs, beganAtWallMs: startWallMs };
const sent = (ms: number, vu: number, what: string): Sample => ({ kind: "sent", atWallMs: startWallMs + ms, vu, what });
const ok = (ms: number, vu: number): Sample => ({
  kind: "done",
  atWallMs: startWallMs + ms,
  vu,
  outcome: "ok",
  error: undefined,
});
const heartbeat = (ms: number): Sample => ({ kind: "heartbeat", atWallMs: startWallMs + ms });

describe("LoadRecorder", () => {
  it("keeps operations with what the corpus knows of their transaction, and counts them", () => {
    const { record, operations } = recorder();
    record.take([began, sent(0, 1, "transaction/17"), ok(12, 1)]);
    expect(operations()).toEqual([]); // an earlier tick might still be told of
    record.take([heartbeat(2000)]);
    expect(operations()).toEqual([
      {
        kind: "transaction",
        index: 0,
        intendedAtMs: 0,
        sentAtMs: 0,
        doneAtMs: 12,
        outcome: "ok",
        hash: "0x17",
        from: "0xa",
        nonce: 17,
      },
    ]);
    expect(record.finish(3000)).toEqual({ started: 1, dropped: 0, nothingToSend: 0, ok: 1, rejected: 0, unknown: 0 });
  });

  it("does not lose what comes before the schedule's start is known", () => {
    const { record } = recorder();
    record.take([{ kind: "dropped", atWallMs: startWallMs + 100, count: 2 }]);
    record.take([began, sent(0, 1, "read/eth_call")]);
    expect(record.finish(300)).toMatchObject({ started: 1, dropped: 2, unknown: 1 });
  });

  it("tells of a second once nothing of it can be missing any more, from k6's heartbeat when nothing else comes", () => {
    const { record, seconds } = recorder();
    record.take([began, sent(0, 1, "read/eth_call"), ok(5, 1), heartbeat(1000)]);
    expect(seconds).toEqual([]);
    record.take([heartbeat(2000)]);
    expect(seconds).toMatchObject([{ fromMs: 0, toMs: 1000, offered: 10, started: 1, ok: 1 }]);
  });

  it("counts an iteration that had nothing to send as dropped, and says so", () => {
    const { record } = recorder();
    record.take([began, sent(0, 1, "nothing/the corpus is used up")]);
    expect(record.finish(100)).toMatchObject({ started: 0, dropped: 1, nothingToSend: 1 });
  });

  it("refuses what no script of ours reports", () => {
    const { record } = recorder();
    expect(() => record.take([began, sent(0, 1, "write/x")])).toThrowErrorMatchingInlineSnapshot(
      `[EnvironmentError: load x reports an operation "write/x"; expected read/<method>, transaction/<line> or nothing/<why>]`,
    );
  });
});
