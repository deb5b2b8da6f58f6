// Needs nothing but Node. Harnesses are real processes, killed as a machine would kill them.

import path from "node:path";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { runId } from "../../base/ids.ts";
import { poll } from "../../base/poll.ts";
import { seededRandom, uniqueToken } from "../../base/random.ts";
import { writeAtomically } from "../../platform/files.ts";
import { killPid, markedPids, startTicks } from "../../platform/processes.ts";
import { type HeldRun, holdRun } from "../../testing/held-run.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { openRun } from "./registry.ts";
import { sweep } from "./sweep.ts";
import { startWatchdog } from "./watchdog.ts";

/** What the design promises: everything of a run is gone 10 s after its harness. */
async function nothingLeft(run: HeldRun): Promise<void> {
  await poll(
    { clock: systemClock, awaited: `nothing to be left of ${run.runId}`, withinMs: 10_000, everyMs: 50 },
    async () => {
      const left = await run.leftovers();
      return left.length === 0 ? { done: undefined } : { notYet: left.join(", ") };
    },
  );
}

describe("a harness killed with SIGKILL", { timeout: 60_000 }, () => {
  it.each(["guarded", "scratch", "child", "ready"])("leaves nothing behind at step %s", async (step) => {
    const run = await holdRun({ stateDir: await temporaryDirectory() });
    await run.step(step);
    run.signal("SIGKILL");
    await nothingLeft(run);
  });

  const random = seededRandom(7);
  const momentsMs = Array.from({ length: 10 }, () => random.below(700));
  it.each(momentsMs)("leaves nothing behind when that happens after %i ms", async (ms) => {
    const run = await holdRun({ stateDir: await temporaryDirectory() });
    await systemClock.sleep(ms);
    run.signal("SIGKILL");
    await run.exited;
    // Killed before it had a watchdog: no effect was begun, and the registry entry is the next sweep's.
    const unguarded = (await run.watchdogPids()).length === 0;
    if (unguarded) {
      expect(markedPids(run.runId)).toEqual([]);
      await sweep({ stateDir: run.stateDir, clock: systemClock });
    }
    await nothingLeft(run);
  });

  it("is cleaned up by a sweep when its watchdog was killed too", async () => {
    const run = await holdRun({ stateDir: await temporaryDirectory() });
    await run.step("ready");
    for (const pid of [...(await run.watchdogPids()), run.pid]) killPid(pid, "SIGKILL");
    await run.exited;
    expect(markedPids(run.runId)).toHaveLength(3);
    const report = await sweep({ stateDir: run.stateDir, clock: systemClock });
    expect(report.runs).toMatchObject([{ runId: run.runId, pid: run.pid, alive: false, failed: [] }]);
    expect(await run.leftovers()).toEqual([]);
  });
});

describe("a watchdog", { timeout: 60_000 }, () => {
  it("kills a harness that is stopped for too long, and undoes its run", async () => {
    const run = await holdRun({ stateDir: await temporaryDirectory(), heartbeatMs: 100, silenceMsMax: 2000 });
    await run.step("ready");
    run.signal("SIGSTOP");
    await nothingLeft(run);
    expect((await run.exited).signal).toBe("SIGKILL");
  });

  it("is not left over after a clean end", async () => {
    const run = await holdRun({ stateDir: await temporaryDirectory() });
    await run.step("ready");
    run.signal("SIGTERM");
    expect(await run.step("closed")).toBe("closed []");
    expect(await run.exited).toEqual({ code: 0, signal: null });
    expect(await run.leftovers()).toEqual([]);
  });

  it("survives the signals of a terminal and undoes after them", async () => {
    const run = await holdRun({ stateDir: await temporaryDirectory() });
    await run.step("ready");
    const [watchdogPid = 0] = await run.watchdogPids();
    for (const signal of ["SIGINT", "SIGHUP", "SIGTERM"] as const) killPid(watchdogPid, signal);
    run.signal("SIGHUP");
    expect((await run.exited).signal).toBe("SIGHUP");
    await nothingLeft(run);
  });
});

describe("startWatchdog", { timeout: 20_000 }, () => {
  async function started(program: string) {
    const stateDir = await temporaryDirectory();
    const id = runId(uniqueToken());
    const scratchDir = path.join(stateDir, `scratch-${id}`);
    const run = await openRun({ stateDir, runId: id, plan: "drill", runDir: "/none", scratchDir, clock: systemClock });
    const file = path.join(stateDir, "program.mjs");
    await writeAtomically(file, program);
    return {
      stateDir,
      run,
      start: (readyWithinMs: number) =>
        startWatchdog({ lease: run.lease, stateDir, clock: systemClock, program: file, readyWithinMs }),
    };
  }

  it("refuses to go on when the watchdog ends at once, and says what it said", async () => {
    const { run, start } = await started('process.stderr.write("no room\\n"); process.exitCode = 3;');
    await expect(start(5000)).rejects.toThrowErrorMatchingInlineSnapshot(`
      [EnvironmentError: the watchdog could not be started: it ended with exit code 3
      no room]
    `);
    await run.close();
  });

  it("refuses to go on when the watchdog does not answer, and ends it", async () => {
    const { run, start } = await started("process.stderr.write(String(process.pid)); setInterval(() => {}, 1000);");
    const error = await start(1000).catch((thrown: Error) => thrown);
    expect(String(error)).toContain("waited 1000 ms for the watchdog to answer ready");
    const pid = Number(String(error).split("\n")[1]);
    await poll({ clock: systemClock, awaited: "its end", withinMs: 5000, everyMs: 10 }, async () =>
      startTicks(pid) === undefined ? { done: undefined } : { notYet: `${pid} lives` },
    );
    await run.close();
  });

  it("tells when the watchdog ends during the run", async () => {
    const { run, start } = await started('process.send("ready"); process.disconnect(); process.exitCode = 9;');
    const watchdog = await start(5000);
    await expect(watchdog.unexpectedExit).rejects.toThrow(
      /^the watchdog \(pid \d+\) ended during the run, with exit code 9$/,
    );
    await run.close();
    await watchdog.done();
  });
});
