import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { outcomeSchema } from "../model/event.ts";
import type { Operation } from "../model/operation.ts";
import { OperationColumns, operationAt } from "../model/operation-log.ts";
import { parseOperation } from "./read-operations.ts";
import { OperationScanner } from "./scan-operation.ts";

/** What the scanner makes of a line; undefined when it leaves the line to the parser. */
function scan(line: string, scanner = new OperationScanner()): Operation | undefined {
  const bytes = Buffer.from(`${line}\n`);
  const columns = new OperationColumns();
  const wasRead = scanner.scan(bytes, { from: 0, to: bytes.length - 1 }, columns);
  expect(columns.count).toBe(wasRead ? 1 : 0);
  return wasRead ? operationAt(columns, 0) : undefined;
}

const ms = fc.oneof(
  fc.integer({ min: 0, max: 1e9 }).map((us) => us / 1000),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1e21, 1e-7, -12.5, 123456789012345.6),
);
const text = fc.oneof(
  fc.constantFrom("eth_call", "eth_getBalance", "timeout", ""),
  fc.string({ unit: "binary" }),
  fc.string(),
);
const index = fc.oneof(fc.nat(), fc.maxSafeNat());
const times = {
  index,
  intendedAtMs: ms,
  sentAtMs: ms,
  doneAtMs: ms,
  outcome: fc.constantFrom(...outcomeSchema.options),
};
const why = fc.option(
  text.map((error) => ({ error })),
  { nil: {} },
);
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ kind: fc.constant("dropped" as const), index, intendedAtMs: ms }),
  fc
    .tuple(fc.record({ kind: fc.constant("read" as const), ...times }), why, fc.record({ method: text }))
    .map(([started, error, rest]) => ({ ...started, ...error, ...rest })),
  fc
    .tuple(
      fc.record({ kind: fc.constant("transaction" as const), ...times }),
      why,
      fc.record({ hash: text, from: text, nonce: fc.oneof(fc.nat(), fc.maxSafeInteger()) }),
    )
    .map(([started, error, rest]) => ({ ...started, ...error, ...rest })),
);

const read = {
  kind: "read",
  index: 7,
  intendedAtMs: 12.5,
  sentAtMs: 13,
  doneAtMs: 14.125,
  outcome: "ok",
  method: "eth_call",
} as const;

describe("OperationScanner", () => {
  it.each<Operation>([read, { ...read, outcome: "unknown" }, { kind: "dropped", index: 0, intendedAtMs: 2000.001 }])(
    "reads what the harness writes: %j",
    (record) => {
      expect(scan(JSON.stringify(record))).toEqual(record);
    },
  );

  it("reads errors and transactions, the same texts again and again", () => {
    const scanner = new OperationScanner();
    const { kind: _, method: __, outcome: ___, ...times } = read;
    for (const from of ["0xaa", "0xab", "0xaa"]) {
      const rest = {
        outcome: "rejected",
        error: "nonce too low",
        hash: `0x${"1".repeat(64)}`,
        from,
        nonce: 3,
      } as const;
      const record = { kind: "transaction", ...times, ...rest } as const;
      expect(scan(JSON.stringify(record), scanner)).toEqual(record);
    }
  });

  it("says of every record what JSON.parse and the schema say, or nothing", () => {
    const scanner = new OperationScanner();
    fc.assert(
      fc.property(operation, (record) => {
        const line = JSON.stringify(record);
        const found = scan(line, scanner);
        if (found !== undefined) expect(found).toEqual(parseOperation(line));
      }),
      { numRuns: 2000 },
    );
  });

  it("never reads what the schema refuses", () => {
    const mangled = fc
      .tuple(
        operation,
        fc.nat(),
        fc.constantFrom("delete", "insert", "replace"),
        fc.constantFrom(...'0.-eE+",:{}k \\x'),
      )
      .map(([record, place, how, char]) => {
        const line = JSON.stringify(record);
        const at = place % line.length;
        const cut = how === "insert" ? at : at + 1;
        return `${line.slice(0, at)}${how === "delete" ? "" : char}${line.slice(cut)}`;
      });
    const scanner = new OperationScanner();
    fc.assert(
      fc.property(mangled, (line) => {
        const found = scan(line, scanner);
        if (found !== undefined) expect(found).toEqual(parseOperation(line));
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ["a number with a zero before it", '"index":07'],
    ["a count that is no whole number", '"index":7.5'],
    ["a count below zero", '"index":-7'],
    ["more digits than a double holds for certain", '"index":9007199254740993'],
  ])("leaves %s to the parser", (_, changed) => {
    expect(scan(JSON.stringify(read).replace('"index":7', changed))).toBeUndefined();
  });

  it("leaves keys in another order, escapes and other alphabets to the parser", () => {
    const { kind, ...rest } = read;
    expect(scan(JSON.stringify({ ...rest, kind }))).toBeUndefined();
    expect(scan(JSON.stringify({ ...read, method: 'a"b' }))).toBeUndefined();
    expect(scan(JSON.stringify({ ...read, method: "ä" }))).toBeUndefined();
    expect(scan(`${JSON.stringify(read)} `)).toBeUndefined();
  });
});
