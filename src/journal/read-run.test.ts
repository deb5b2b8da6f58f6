import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../base/clock.ts";
import type { Plan } from "../model/plan.ts";
import type { RunHeader } from "../model/recorded-run.ts";
import { createEventRecorder } from "./event-recorder.ts";
import { listRunDirectories, readRun } from "./read-run.ts";
import { createRunDirectory, digestOfPlan, type RunDirectory, runDirectoryName, saveBefore } from "./run-directory.ts";

const plan = { name: "drill", loads: [{ name: "reads" }], faults: [] } as unknown as Plan;
const header: RunHeader = {
  version: 1,
  runId: "ab12",
  planDigest: digestOfPlan(plan),
  planName: "drill",
  seed: 1,
  backend: "process",
  argv: [],
  commit: null,
  chaindrillVersion: "0.0.0",
  tools: [],
  machine: { platform: "linux", arch: "x64", cpus: 2, cpuModel: "m", memoryMiB: 1, node: "v24" },
  startedAtWallMs: 0,
  nodes: [],
  observers: [],
};

describe("a run directory", () => {
  let root: string;
  let run: RunDirectory;

  beforeEach(async () => {
    root = mkdtempSync(path.join(tmpdir(), "chaindrill-journal-"));
    run = createRunDirectory(path.join(root, "20261123T161000Z-drill-ab12"));
    saveBefore(run, { header, plan });
    await record(run);
    const read = { kind: "read", index: 0, intendedAtMs: 1, sentAtMs: 1, doneAtMs: 2, method: "m", outcome: "ok" };
    writeFileSync(path.join(run.loadDir, "reads.ndjson.gz"), gzipSync(`${JSON.stringify(read)}\n`));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it("reads back what was recorded, without a defect", () => {
    const stored = readRun(run.dir);
    expect(stored.defects).toEqual([]);
    expect(stored.header).toEqual(header);
    expect(Array.from(stored.events).map((event) => event.type)).toEqual([
      "note",
      "note",
      "phase.entered",
      "run.ended",
    ]);
    expect([...(stored.operations.get("reads") ?? [])]).toHaveLength(1);
  });

  it("puts events in the order in which they happened, not in which they were written", () => {
    const notes = Array.from(readRun(run.dir).events).flatMap((event) => (event.type === "note" ? [event.text] : []));
    expect(notes).toEqual(["earlier, written later", "later"]);
  });

  it("says that a journal without its end was cut short, and keeps what is there", () => {
    const text = readFileSync(run.journalFile, "utf8");
    truncateSync(run.journalFile, text.length - 20);
    const stored = readRun(run.dir);
    expect(stored.events.length).toBe(3);
    expect(stored.defects).toEqual([
      "journal.ndjson line 4 is torn",
      "the journal has no run.ended: the run was cut short",
    ]);
  });

  it.each([
    ["gz", gzipSync],
    ["zst", zstdCompressSync],
  ] as const)("reads a journal that is kept compressed as .%s, and tells when it is damaged", (ending, compress) => {
    const events = Array.from(readRun(run.dir).events);
    const kept = compress(readFileSync(run.journalFile));
    rmSync(run.journalFile);
    writeFileSync(`${run.journalFile}.${ending}`, kept);
    expect(readRun(run.dir).defects).toEqual([]);
    expect(Array.from(readRun(run.dir).events)).toEqual(events);
    writeFileSync(`${run.journalFile}.${ending}`, kept.fill(0, kept.length >> 1));
    expect(readRun(run.dir).defects).toContain("the journal has no run.ended: the run was cut short");
  });

  it("reads a journal cut at any byte, with a defect unless nothing was lost", () => {
    const text = readFileSync(run.journalFile);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length - 2 }), (length) => {
        writeFileSync(run.journalFile, text.subarray(0, length));
        expect(readRun(run.dir).defects.length).toBeGreaterThan(0);
      }),
    );
  });

  it("reads load records of a harness that was killed in the middle of writing", () => {
    const file = path.join(run.loadDir, "reads.ndjson.gz");
    const whole = readFileSync(file);
    writeFileSync(file, whole.subarray(0, whole.length - 9));
    expect(readRun(run.dir).defects.filter((defect) => defect.includes("reads"))).toEqual([]);
    appendFileSync(file, "garbage");
    expect(() => readRun(run.dir)).not.toThrow();
  });

  it("refuses a version it does not know, saying which it reads", () => {
    run.write("run.json", JSON.stringify({ ...header, version: 99 }));
    expect(() => readRun(run.dir)).toThrow(/has version 99; this Chaindrill reads version 1/);
  });

  it("says how many events a journal with lines taken out of its middle lacks", () => {
    const lines = readFileSync(run.journalFile, "utf8").split("\n");
    writeFileSync(run.journalFile, lines.toSpliced(1, 1).join("\n"));
    expect(readRun(run.dir).defects).toEqual(["journal.ndjson lacks 1 of its events"]);
  });

  it("says that a journal that cannot be read is none", () => {
    rmSync(run.journalFile);
    mkdirSync(run.journalFile);
    expect(readRun(run.dir).defects[0]).toMatch(/^journal.ndjson cannot be read: EISDIR/);
  });

  it("refuses a plan that is not the one that was run", () => {
    const other = { ...plan, name: "easier" };
    run.write("inputs/plan.json", JSON.stringify({ version: 1, plan: other }));
    expect(() => readRun(run.dir)).toThrow(/plan.json is not the plan that was run/);
  });

  it("refuses a list of runs in what is no directory", () => {
    expect(() => listRunDirectories(run.journalFile)).toThrow(/holds no runs: ENOTDIR/);
  });

  it("refuses a directory that is no run", () => {
    expect(() => readRun(root)).toThrow(/could not be read/);
  });

  it("lists runs, oldest first, and nothing else", () => {
    const newer = createRunDirectory(path.join(root, "20261124T000000Z-drill-cd34"));
    saveBefore(newer, { header, plan });
    createRunDirectory(path.join(root, "not-started"));
    expect(listRunDirectories(root).map((dir) => path.basename(dir))).toEqual([
      "20261123T161000Z-drill-ab12",
      "20261124T000000Z-drill-cd34",
    ]);
    expect(listRunDirectories(path.join(root, "nowhere"))).toEqual([]);
  });
});

it("names a run directory by its start, its plan and its id", () => {
  const name = runDirectoryName({
    startedAtWallMs: Date.UTC(2026, 10, 23, 16, 10, 5, 123),
    plan: "drill",
    runId: "ab12",
  });
  expect(name).toBe("20261123T161005Z-drill-ab12");
});

async function record(run: RunDirectory): Promise<void> {
  const failures: Error[] = [];
  const recorder = createEventRecorder({
    file: run.journalFile,
    clock: systemClock,
    onWriteError: (error) => failures.push(error),
  });
  recorder.emit({ type: "note", source: "test", text: "later" }, { atMs: 20 });
  recorder.emit({ type: "note", source: "test", text: "earlier, written later" }, { atMs: 10 });
  recorder.emit({ type: "phase.entered", source: "test", phase: "start" }, { atMs: 30 });
  recorder.emit({ type: "run.ended", source: "test", how: "completed", leftovers: [] }, { atMs: 40 });
  await recorder.close();
  expect(failures).toEqual([]);
}
