import path from "node:path";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { type RunId, runId } from "../../base/ids.ts";
import { uniqueToken } from "../../base/random.ts";
import { exists, makeDirectory, writeAtomically } from "../../platform/files.ts";
import { registryMark, runMark, startTicks } from "../../platform/processes.ts";
import { sleepingProcess } from "../../testing/sleeping-process.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { entryDirectory, type Lease, listRuns, undoLogFile, writeLease } from "./lease.ts";
import { sweep } from "./sweep.ts";

interface Registered {
  readonly stateDir: string;
  readonly harness?: { readonly pid: number; readonly startTicks: number };
  readonly watchdog?: { readonly pid: number; readonly startTicks: number };
}

/** A pid above every limit that Linux allows: nobody has it. */
const dead = { pid: 2 ** 30, startTicks: 1 };
const nameOf = (pid: number) => ({ pid, startTicks: startTicks(pid) ?? -1 });

async function registered({ stateDir, harness = dead, watchdog = dead }: Registered) {
  const id = runId(uniqueToken());
  const scratchDir = path.join(stateDir, `scratch-${id}`);
  const lease: Lease = {
    version: 1,
    runId: id,
    ...harness,
    plan: "drill",
    startedAt: "2026-01-01T00:00:00.000Z",
    runDir: "/none",
    scratchDir,
    watchdog,
    undoFailed: [],
  };
  await writeLease(stateDir, lease);
  await makeDirectory(scratchDir);
  const process = await sleepingProcess(marks(stateDir, id));
  return { id, scratchDir, process, isIntact: async () => (await exists(scratchDir)) && lives(process.pid) };
}

const marks = (stateDir: string, id: RunId) => ({ [runMark]: id, [registryMark]: stateDir });
const lives = (pid: number) => startTicks(pid) !== undefined;

describe("sweep", () => {
  it("undoes a run whose harness and watchdog are dead", async () => {
    const stateDir = await temporaryDirectory();
    const run = await registered({ stateDir });
    const report = await sweep({ stateDir, clock: systemClock });
    expect(report.runs).toEqual([
      {
        runId: run.id,
        pid: dead.pid,
        entryDir: entryDirectory(stateDir, run.id),
        alive: false,
        undone: [`processes of run ${run.id}`, run.scratchDir],
        failed: [],
      },
    ]);
    expect((await run.process.exited).signal).toBe("SIGKILL");
    expect(await exists(run.scratchDir)).toBe(false);
    expect(await listRuns(stateDir)).toEqual({ runs: [], unreadable: [] });
  });

  it("leaves a run alone whose harness lives, and one whose watchdog is at work", async () => {
    const stateDir = await temporaryDirectory();
    const living = nameOf((await sleepingProcess({})).pid);
    const runs = [await registered({ stateDir, harness: living }), await registered({ stateDir, watchdog: living })];
    const report = await sweep({ stateDir, clock: systemClock });
    expect(report.runs.map(({ alive, undone }) => ({ alive, undone }))).toEqual([
      { alive: true, undone: [] },
      { alive: true, undone: [] },
    ]);
    expect(await Promise.all(runs.map((run) => run.isIntact()))).toEqual([true, true]);
  });

  it("says in a dry run what it would undo, and undoes nothing", async () => {
    const stateDir = await temporaryDirectory();
    const run = await registered({ stateDir });
    const stray = await sleepingProcess(marks(stateDir, runId("0a1b2c3d")));
    const report = await sweep({ stateDir, clock: systemClock, dryRun: true });
    expect(report.runs[0]?.undone).toEqual([`processes of run ${run.id}`, run.scratchDir]);
    expect(report.strays).toContainEqual({ pid: stray.pid, runId: "0a1b2c3d", fate: "would-be-killed" });
    expect(await run.isIntact()).toBe(true);
    expect(lives(stray.pid)).toBe(true);
  });

  it("kills what outlived its registry entry", async () => {
    const stateDir = await temporaryDirectory();
    const id = runId(uniqueToken());
    const stray = await sleepingProcess(marks(stateDir, id));
    const report = await sweep({ stateDir, clock: systemClock });
    expect(report.strays).toContainEqual({ pid: stray.pid, runId: id, fate: "killed" });
    expect((await stray.exited).signal).toBe("SIGKILL");
  });

  it("leaves the processes of another state directory's living run alone", async () => {
    const [ours, theirs] = [await temporaryDirectory(), await temporaryDirectory()];
    const living = nameOf((await sleepingProcess({})).pid);
    const run = await registered({ stateDir: theirs, harness: living });
    const report = await sweep({ stateDir: ours, clock: systemClock });
    expect(report.strays.map((stray) => stray.runId)).not.toContain(run.id);
    expect(await run.isIntact()).toBe(true);
  });

  it("reports a marked process that names no registry, and does not kill it", async () => {
    const id = uniqueToken();
    const unclaimed = await sleepingProcess({ [runMark]: id });
    const report = await sweep({ stateDir: await temporaryDirectory(), clock: systemClock });
    expect(report.strays).toContainEqual({ pid: unclaimed.pid, runId: id, fate: "left-alone" });
    expect(lives(unclaimed.pid)).toBe(true);
  });

  it("keeps the entry of a run with a damaged log, undoes the rest, and says so again next time", async () => {
    const stateDir = await temporaryDirectory();
    const run = await registered({ stateDir });
    await writeAtomically(undoLogFile(stateDir, run.id), '{"kind":"remove-path","path":"/ho\n{"kind":"kill-ma');
    for (const _ of ["first", "second"]) {
      const report = await sweep({ stateDir, clock: systemClock });
      expect(report.runs[0]?.failed).toEqual([expect.stringContaining("line 1 of")]);
      expect(await run.isIntact()).toBe(false);
    }
  });

  it("does nothing to an entry that it cannot read", async () => {
    const stateDir = await temporaryDirectory();
    const run = await registered({ stateDir });
    await writeAtomically(path.join(entryDirectory(stateDir, run.id), "lease.json"), "{}");
    const report = await sweep({ stateDir, clock: systemClock });
    expect(report.unreadable.map(({ dir }) => dir)).toEqual([entryDirectory(stateDir, run.id)]);
    expect(await run.isIntact()).toBe(true);
  });
});
