import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLineReader } from "./read-lines.ts";

const output = `cd c 1795451633198 12.031
cd s 2 40 1000.112 transaction/17
cd e 2 1003.5 r:refused%2C%20%22no%22%20%26%20more%0A
a line of the script's own
cd d 41,43
cd n 42
cd x of a later version
cd s 3 44 1010.5 transaction/18,transaction/19 1005.25
cd e 3 1012 o,u:timeout
cd s 4 45 1100.1 read/odd%20name
cd e 4 1101 o
cd r 5000.1 5000.2 5002.7 o read/newHeads
`;

const lines = [
  { kind: "clock", wallMs: 1795451633198, elapsedMs: 12.031 },
  { kind: "sent", user: 2, place: 40, elapsedMs: 1000.112, whats: ["transaction/17"], intendedMs: undefined },
  { kind: "done", user: 2, elapsedMs: 1003.5, endings: [{ outcome: "rejected", error: 'refused, "no" & more\n' }] },
  { kind: "dropped", places: [41, 43] },
  { kind: "nothing", place: 42 },
  {
    kind: "sent",
    user: 3,
    place: 44,
    elapsedMs: 1010.5,
    whats: ["transaction/18", "transaction/19"],
    intendedMs: 1005.25,
  },
  {
    kind: "done",
    user: 3,
    elapsedMs: 1012,
    endings: [{ outcome: "ok" }, { outcome: "unknown", error: "timeout" }],
  },
  { kind: "sent", user: 4, place: 45, elapsedMs: 1100.1, whats: ["read/odd name"], intendedMs: undefined },
  { kind: "done", user: 4, elapsedMs: 1101, endings: [{ outcome: "ok" }] },
  {
    kind: "observed",
    intendedMs: 5000.1,
    sentMs: 5000.2,
    doneMs: 5002.7,
    ending: { outcome: "ok" },
    what: "read/newHeads",
  },
];

describe("createLineReader", () => {
  it("reads what a script reports, and leaves out what it prints besides", () => {
    expect(createLineReader()(Buffer.from(output))).toEqual(lines);
  });

  it("finds the same however the output is cut into pieces", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: output.length })), (cuts) => {
        const read = createLineReader();
        const edges = [0, ...cuts.toSorted((a, b) => a - b), output.length];
        const pieces = edges.slice(1).map((edge, index) => Buffer.from(output.slice(edges[index], edge)));
        expect(pieces.flatMap(read)).toEqual(lines);
      }),
    );
  });

  it("leaves a last line without an end: a k6 that was killed may have cut it", () => {
    expect(createLineReader()(Buffer.from("cd s 2 40 1000.1"))).toEqual([]);
  });

  it("takes an outcome it does not know for unknown", () => {
    expect(createLineReader()(Buffer.from("cd e 1 5 z\n"))).toMatchObject([{ endings: [{ outcome: "unknown" }] }]);
  });
});
