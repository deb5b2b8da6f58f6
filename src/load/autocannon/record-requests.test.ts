import { describe, expect, it } from "vitest";
import { type Operation, operationSchema } from "../../model/operation.ts";
import { RequestRecorder } from "./record-requests.ts";

function record() {
  const pieces: string[] = [];
  const lines = { write: (line: string) => pieces.push(line) > 0 };
  const recorder = new RequestRecorder({ load: "reads", lines, clockToRunMs: -1000, beganAtMs: 3000 });
  const operations = (): Operation[] =>
    pieces.flatMap((piece) => piece.split("\n")).map((line) => operationSchema.parse(JSON.parse(line)));
  return { recorder, operations };
}

describe("RequestRecorder", () => {
  it("keeps every request as an operation of the run's time, sent when it was due", () => {
    const { recorder, operations } = record();
    recorder.end({ method: "eth_call", sentAtMs: 3000.12345, doneAtMs: 3002.5, outcome: "ok" });
    const error = 'execution "reverted" (3)';
    recorder.end({ method: "eth_call", sentAtMs: 3001, doneAtMs: 3002, outcome: "rejected", error });
    recorder.cutSecond(4000);
    const [kind, method] = ["read", "eth_call"] as const;
    expect(operations()).toEqual([
      { kind, method, index: 0, intendedAtMs: 2000.123, sentAtMs: 2000.123, doneAtMs: 2002.5, outcome: "ok" },
      { kind, method, index: 1, intendedAtMs: 2001, sentAtMs: 2001, doneAtMs: 2002, outcome: "rejected", error },
    ]);
  });

  it("writes what is many before the second is over", () => {
    const { recorder, operations } = record();
    for (let count = 0; count < 1000; count++) {
      recorder.end({ method: "eth_call", sentAtMs: 3000, doneAtMs: 3001, outcome: "ok" });
    }
    const before = operations().length;
    expect(before).toBeGreaterThan(500);
    recorder.cutSecond(4000);
    expect(operations().map(({ index }) => index)).toEqual(Array.from({ length: 1000 }, (_, index) => index));
  });

  it("counts a second by what was started and what ended in it", () => {
    const { recorder } = record();
    for (const latencyMs of [4, 1, 3]) {
      recorder.start();
      recorder.end({ method: "a", sentAtMs: 3000, doneAtMs: 3000 + latencyMs, outcome: "ok" });
    }
    recorder.start();
    expect(recorder.cutSecond(4010)).toEqual({
      ...{ type: "load.sampled", load: "reads", fromMs: 2000, toMs: 3010 },
      ...{ offered: 4, started: 4, dropped: 0, ok: 3, rejected: 0, unknown: 0, latencyMsP50: 3, latencyMsP99: 4 },
    });
    recorder.end({ method: "a", sentAtMs: 3100, doneAtMs: 5100, outcome: "unknown", error: "timeout" });
    expect(recorder.cutSecond(5100)).toMatchObject({
      fromMs: 3010,
      toMs: 4100,
      offered: 0,
      unknown: 1,
      latencyMsP50: 2000,
    });
    expect(recorder.totals).toEqual({ ok: 3, rejected: 0, unknown: 1 });
  });
});
