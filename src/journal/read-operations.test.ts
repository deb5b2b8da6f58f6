import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { deflateRawSync, gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { emptyMember, wrapMember } from "../base/gzip-members.ts";
import { openOperations } from "./read-operations.ts";

const record = (index: number) => ({ kind: "dropped", index, intendedAtMs: index * 10 }) as const;
const member = (text: string) => wrapMember(deflateRawSync(text), Buffer.from(text));
const linesOf = (from: number, count: number) =>
  Array.from({ length: count }, (_, offset) => `${JSON.stringify(record(from + offset))}\n`).join("");
/** Ten records in each of five members. */
const members = Array.from({ length: 5 }, (_, index) => member(linesOf(index * 10, 10)));

describe("stored operations", () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(path.join(tmpdir(), "chaindrill-operations-"));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const store = (bytes: Uint8Array) => writeFileSync(path.join(dir, "reads.ndjson.gz"), bytes);
  const open = () => {
    const defects: string[] = [];
    const operations = openOperations(dir, "reads", defects);
    return { defects, operations, indexes: () => Array.from(operations, ({ index }) => index) };
  };
  const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

  it("are read member by member, as often as one likes, and by any other reader of gzip", () => {
    const file = Buffer.concat([...members, emptyMember]);
    store(file);
    const { indexes, defects } = open();
    expect(indexes()).toEqual(upTo(50));
    expect(indexes()).toEqual(upTo(50));
    expect(defects).toEqual([]);
    expect(gunzipSync(file).toString()).toBe(linesOf(0, 50));
  });

  it("come in batches that hold all of them, though there are more than one holds", () => {
    store(Buffer.concat([member(linesOf(0, 900)), ...upTo(9).map((index) => member(linesOf(900 * (index + 1), 900)))]));
    const counts = Array.from(open().operations.batches(), ({ count }) => count);
    expect(counts).toEqual([4096, 4096, 808]);
  });

  it("lose only the member that is damaged, and say so once", () => {
    const damaged = Buffer.concat(members);
    const at = (members[0]?.length ?? 0) + 25;
    damaged[at] = (damaged[at] ?? 0) ^ 0xff;
    store(damaged);
    const { indexes, defects } = open();
    expect(indexes()).toEqual([...upTo(10), ...upTo(30).map((index) => index + 20)]);
    indexes();
    expect(defects).toEqual([
      `the operations of load reads are damaged: ${members[1]?.length} bytes are torn or damaged`,
    ]);
  });

  it("cut at any byte keep the members that are whole, and say that bytes are torn unless none are", () => {
    const whole = Buffer.concat(members);
    const ends = members.map((_, index) => Buffer.concat(members.slice(0, index + 1)).length);
    fc.assert(
      fc.property(fc.integer({ min: 19, max: whole.length }), (length) => {
        store(whole.subarray(0, length));
        const { indexes, defects } = open();
        expect(indexes()).toEqual(upTo(10 * ends.filter((end) => end <= length).length));
        expect(defects.length).toBe(ends.includes(length) ? 0 : 1);
      }),
    );
  });

  it("go through members in the middle of a line", () => {
    const text = linesOf(0, 20);
    store(Buffer.concat([member(text.slice(0, 100)), member(text.slice(100, 700)), member(text.slice(700))]));
    const { indexes, defects } = open();
    expect(indexes()).toEqual(upTo(20));
    expect(defects).toEqual([]);
  });

  it("are read from a plain gzip file too, as far as it goes", () => {
    const plain = gzipSync(linesOf(0, 50));
    store(plain);
    expect(open().indexes()).toEqual(upTo(50));
    store(plain.subarray(0, plain.length - 12));
    const torn = open();
    expect(torn.indexes().length).toBeGreaterThan(0);
  });

  it("count records that say nothing", () => {
    store(member(`${linesOf(0, 3)}{"kind":"dropped"}\n\nnonsense\n`));
    const { indexes, defects } = open();
    expect(indexes()).toEqual(upTo(3));
    expect(defects).toEqual(["2 operation records of load reads are damaged"]);
  });

  it("are none, with a defect, when there is no file or an empty one", () => {
    const missing = open();
    expect(missing.indexes()).toEqual([]);
    expect(missing.defects).toEqual(["there are no operations of load reads"]);
    store(new Uint8Array());
    expect(open().indexes()).toEqual([]);
  });
});
