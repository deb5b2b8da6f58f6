import path from "node:path";
import { describe, expect, it } from "vitest";
import { runId } from "../../base/ids.ts";
import { makeDirectory, removeTree, writeAtomically } from "../../platform/files.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { entryDirectory, isRegistered, type Lease, listRuns, readLease, updateLease, writeLease } from "./lease.ts";

const lease: Lease = {
  version: 1,
  runId: runId("0a1b2c3d"),
  pid: 100,
  startTicks: 5000,
  plan: "drill",
  startedAt: "2026-01-01T00:00:00.000Z",
  runDir: "/runs/drill-0a1b2c3d",
  scratchDir: "/tmp/chaindrill-0a1b2c3d",
  watchdog: { pid: 101, startTicks: 5020 },
  undoFailed: [],
};

const livenessWith = async (stateDir: string, ticks: Readonly<Record<number, number>>) =>
  (await listRuns(stateDir, (pid) => ticks[pid])).runs.map(({ harnessAlive, watchdogAlive }) => ({
    harnessAlive,
    watchdogAlive,
  }));

describe("listRuns", () => {
  it("knows who of a run is alive", async () => {
    const stateDir = await temporaryDirectory();
    await writeLease(stateDir, lease);
    expect(await livenessWith(stateDir, { 100: 5000, 101: 5020 })).toEqual([
      { harnessAlive: true, watchdogAlive: true },
    ]);
    expect(await livenessWith(stateDir, { 101: 5020 })).toEqual([{ harnessAlive: false, watchdogAlive: true }]);
    expect(await livenessWith(stateDir, {})).toEqual([{ harnessAlive: false, watchdogAlive: false }]);
  });

  it("takes a process that got the same pid later for another one", async () => {
    const stateDir = await temporaryDirectory();
    await writeLease(stateDir, lease);
    expect(await livenessWith(stateDir, { 100: 9000, 101: 9020 })).toEqual([
      { harnessAlive: false, watchdogAlive: false },
    ]);
  });

  it("takes a run whose watchdog is not ready yet for one without", async () => {
    const stateDir = await temporaryDirectory();
    await writeLease(stateDir, { ...lease, watchdog: null });
    expect(await livenessWith(stateDir, { 100: 5000 })).toEqual([{ harnessAlive: true, watchdogAlive: false }]);
  });

  it("lists runs in the order they were started", async () => {
    const stateDir = await temporaryDirectory();
    await writeLease(stateDir, { ...lease, runId: runId("aaaaaa"), startedAt: "2026-01-02T00:00:00.000Z" });
    await writeLease(stateDir, { ...lease, runId: runId("bbbbbb"), startedAt: "2026-01-01T00:00:00.000Z" });
    expect((await listRuns(stateDir)).runs.map((run) => run.lease.runId)).toEqual(["bbbbbb", "aaaaaa"]);
  });

  it("is empty where nothing ever ran, and passes over an entry that has no lease yet", async () => {
    const stateDir = await temporaryDirectory();
    expect(await listRuns(stateDir)).toEqual({ runs: [], unreadable: [] });
    await makeDirectory(entryDirectory(stateDir, lease.runId));
    expect(await listRuns(stateDir)).toEqual({ runs: [], unreadable: [] });
  });

  it.each([
    ["torn", '{"version": 1, "runId'],
    ["of another version", JSON.stringify({ ...lease, version: 2 })],
    ["of another run", JSON.stringify({ ...lease, runId: "ffffffff" })],
    ["with a run id that is a path", JSON.stringify({ ...lease, runId: "../../home" })],
  ])("names a lease that is %s as unreadable", async (_, text) => {
    const stateDir = await temporaryDirectory();
    await writeAtomically(path.join(entryDirectory(stateDir, lease.runId), "lease.json"), text);
    expect(await listRuns(stateDir)).toEqual({
      runs: [],
      unreadable: [{ dir: entryDirectory(stateDir, lease.runId), why: expect.any(String) }],
    });
  });
});

describe("updateLease", () => {
  it("replaces a lease, but does not bring a removed one back", async () => {
    const stateDir = await temporaryDirectory();
    await writeLease(stateDir, lease);
    await updateLease(stateDir, { ...lease, undoFailed: ["/tmp/x"] });
    expect((await readLease(stateDir, lease.runId)).undoFailed).toEqual(["/tmp/x"]);
    await removeTree(entryDirectory(stateDir, lease.runId));
    await updateLease(stateDir, lease);
    expect(await isRegistered(stateDir, lease.runId)).toBe(false);
  });
});
