import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isWrite, type LoggedCall, paceOf, parseAccessLog } from "./access-log.ts";

const call = (method: string): LoggedCall => ({ offsetMs: 0, method, params: [] });

describe("parseAccessLog", () => {
  it("reads each form of a line", () => {
    const log = [
      '{"t": 1700000000000, "method": "eth_call", "params": [{}, "latest"]}',
      '{"t": "2023-11-14T22:13:20.250Z", "method": "eth_blockNumber"}',
      '{"time": "2023-11-14T22:13:20.5Z", "body": {"jsonrpc": "2.0", "id": 7, "method": "eth_chainId", "params": []}}',
      '{"msec": 1700000000.75, "body": "{\\"id\\":1,\\"method\\":\\"eth_getBalance\\",\\"params\\":[\\"0x1\\"]}"}',
      "",
    ].join("\n");
    expect(parseAccessLog(log)).toEqual([
      { offsetMs: 0, method: "eth_call", params: [{}, "latest"] },
      { offsetMs: 250, method: "eth_blockNumber", params: [] },
      { offsetMs: 500, method: "eth_chainId", params: [] },
      { offsetMs: 750, method: "eth_getBalance", params: ["0x1"] },
    ]);
  });

  it("reads a batch as calls at the same time, and puts lines in order of time", () => {
    const log = '{"t": 30, "method": "c"}\n{"t": 10, "body": [{"method": "a"}, {"method": "b"}]}';
    expect(parseAccessLog(log)).toEqual([
      { offsetMs: 0, method: "a", params: [] },
      { offsetMs: 0, method: "b", params: [] },
      { offsetMs: 20, method: "c", params: [] },
    ]);
  });

  it.each(["nonsense", "[]", '{"method": "a"}', '{"t": "noon", "method": "a"}', '{"t": 1}', '{"t": 1, "body": "-"}'])(
    "names the line of %s",
    (line) => {
      expect(() => parseAccessLog(`{"t": 1, "method": "a"}\n${line}`)).toThrow(/^line 2 of the access log: expected /);
    },
  );

  it("says what it found instead", () => {
    expect(() => parseAccessLog('{"t": 1, "method": "a", "params": {"to": 1}}')).toThrowErrorMatchingInlineSnapshot(
      `[Error: line 1 of the access log: expected "params" that are a list, found {"t": 1, "method": "a", "params": {"to": 1}}]`,
    );
  });
});

describe("isWrite", () => {
  it.each([
    ["eth_sendRawTransaction", true],
    ["debug_setHead", true],
    ["anvil_mine", true],
    ["eth_call", false],
    ["debug_traceTransaction", false],
  ])("%s: %s", (method, writes) => {
    expect(isWrite(call(method))).toBe(writes);
  });
});

describe("paceOf", () => {
  const offsets = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 2, maxLength: 50 });
  const sorted = offsets.map((list) => [0, ...list.toSorted((a, b) => a - b)]).filter((list) => (list.at(-1) ?? 0) > 0);

  it("keeps the order of calls over rounds, and their proportions within one", () => {
    fc.assert(
      fc.property(sorted, fc.double({ min: 0.1, max: 10, noNaN: true }), (offsetsMs, speed) => {
        const pace = paceOf({ count: offsetsMs.length, lastOffsetMs: offsetsMs.at(-1) ?? 0, scale: { speed } });
        const places = [0, 1, 2].flatMap((round) =>
          offsetsMs.map((offsetMs, index) =>
            pace.offsetMs(round * offsetsMs.length + index, { offsetMs, method: "a", params: [] }),
          ),
        );
        expect(places).toEqual(places.toSorted((a, b) => a - b));
        for (const [index, offsetMs] of offsetsMs.entries()) expect(places[index]).toBeCloseTo(offsetMs / speed, 6);
      }),
    );
  });

  it("comes to the rate that was asked for", () => {
    fc.assert(
      fc.property(sorted, fc.integer({ min: 1, max: 1000 }), (offsetsMs, perSecond) => {
        const pace = paceOf({ count: offsetsMs.length, lastOffsetMs: offsetsMs.at(-1) ?? 0, scale: { perSecond } });
        expect((offsetsMs.length * 1000) / pace.roundMs).toBeCloseTo(perSecond, 6);
      }),
    );
  });

  it("sends a log whose calls came all at once again each second", () => {
    const pace = paceOf({ count: 2, lastOffsetMs: 0, scale: { speed: 1 } });
    expect([0, 1, 2, 3].map((place) => pace.offsetMs(place, call("a")))).toEqual([0, 0, 1000, 1000]);
  });
});
