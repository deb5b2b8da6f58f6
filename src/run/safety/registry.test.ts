import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Clock, systemClock } from "../../base/clock.ts";
import { type RunId, runId } from "../../base/ids.ts";
import { uniqueToken } from "../../base/random.ts";
import { exists, makeDirectory, writeAtomically } from "../../platform/files.ts";
import { startTicks } from "../../platform/processes.ts";
import { ManualClock } from "../../testing/manual-clock.ts";
import { sleepingProcess } from "../../testing/sleeping-process.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { entryDirectory, listRuns, stopFile, undoLogFile } from "./lease.ts";
import { type OpenRun, openRun } from "./registry.ts";

async function opened(id: RunId = runId(uniqueToken())) {
  const stateDir = await temporaryDirectory();
  const looks = new ManualClock();
  // Looking for the stop file happens when the test says so; killing and removing take the time they take.
  const clock: Clock = { ...systemClock, every: (periodMs, tick) => looks.every(periodMs, tick) };
  const scratchDir = path.join(stateDir, `scratch-${id}`);
  const options = { stateDir, runId: id, plan: "drill", runDir: "/runs/drill", scratchDir, clock };
  const run = await openRun(options);
  onTestFinished(async () => {
    await run.close();
  });
  return { ...options, run, looks, options };
}

const aborted = (run: OpenRun) => (run.stopRequested.reason as Error | undefined)?.message;

describe("openRun", () => {
  it("registers the run, alive, before anything else", async () => {
    const { stateDir, runId: id } = await opened();
    expect(await listRuns(stateDir)).toMatchObject({
      runs: [{ lease: { runId: id, pid: process.pid, plan: "drill", watchdog: null }, harnessAlive: true }],
    });
  });

  it("marks processes with the run and its registry", async () => {
    const { run, stateDir, runId: id } = await opened();
    expect(run.processMarks).toEqual({ CHAINDRILL_RUN: id, CHAINDRILL_REGISTRY: stateDir });
  });

  it("refuses an id that is taken", async () => {
    const { options, stateDir } = await opened(runId("0a1b2c3d"));
    const error = await openRun(options).catch((thrown: Error) => thrown);
    expect(String(error).replaceAll(stateDir, "<state>")).toMatchInlineSnapshot(
      `"EnvironmentError: a run with the id 0a1b2c3d is already registered in <state>/runs/0a1b2c3d"`,
    );
  });

  it.each([
    ["an id that is a path", { runId: runId("../../x") }],
    ["an id too short to be told from other names", { runId: runId("a") }],
    ["a state directory that depends on where one stands", { stateDir: "state" }],
    ["a scratch directory that is not the run's own", { scratchDir: "/home/someone" }],
  ])("refuses %s", async (_, wrong) => {
    const { options } = await opened();
    await expect(openRun({ ...options, ...wrong })).rejects.toThrow("internal error");
  });
});

describe("OpenRun.close", () => {
  it("undoes what is left, newest first, and removes the entry", async () => {
    const { run, scratchDir, stateDir, runId: id } = await opened();
    await makeDirectory(scratchDir);
    const marked = await sleepingProcess(run.processMarks);
    await run.undo.register({ kind: "kill-pid", pid: marked.pid, startedAtTicks: startTicks(marked.pid) ?? 0 });
    expect(await run.close()).toEqual({
      done: [`process ${marked.pid}`, `processes of run ${id}`, scratchDir],
      failed: [],
    });
    expect(await exists(scratchDir)).toBe(false);
    expect(await exists(entryDirectory(stateDir, id))).toBe(false);
    expect((await marked.exited).signal).toBe("SIGKILL");
  });

  it("keeps the entry, with the reason, when something could not be undone", async () => {
    const { run, stateDir, runId: id } = await opened();
    await writeAtomically(undoLogFile(stateDir, id), '{"kind":"remove-path","path":"/nowhere/precious"}\n');
    const { failed } = await run.close();
    expect(failed).toEqual([`/nowhere/precious: refused, the path does not bear the id ${id}`]);
    expect((await listRuns(stateDir)).runs[0]?.lease.undoFailed).toEqual(failed);
  });

  it("closes once, however often it is asked", async () => {
    const { run, looks } = await opened();
    expect(run.close()).toBe(run.close());
    await run.close();
    expect(looks.pending).toBe(0);
  });
});

describe("OpenRun.stopRequested", () => {
  it.each([
    ["a request", '{"by":"pid 7","reason":"enough"}', "interrupted: stop requested by pid 7: enough"],
    ["an empty file", "", "interrupted: stop requested by a stop file"],
  ])("is aborted by %s", async (_, text, message) => {
    const { run, looks, stateDir, runId: id } = await opened();
    await looks.advance(1000);
    expect(run.stopRequested.aborted).toBe(false);
    const stopped = new Promise((resolve) => run.stopRequested.addEventListener("abort", resolve));
    await writeAtomically(stopFile(stateDir, id), text);
    await looks.advance(200);
    await stopped;
    expect(aborted(run)).toBe(message);
  });
});
