import { describe, expect, it } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { runId } from "../../base/ids.ts";
import { readText, removeTree } from "../../platform/files.ts";
import { killPid, startTicks } from "../../platform/processes.ts";
import { sleepingProcess } from "../../testing/sleeping-process.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { requestAbort } from "./abort.ts";
import { entryDirectory, stopFile, writeLease } from "./lease.ts";

async function registered(stateDir: string, id: string) {
  const harness = await sleepingProcess({});
  await writeLease(stateDir, {
    version: 1,
    runId: runId(id),
    pid: harness.pid,
    startTicks: startTicks(harness.pid) ?? -1,
    plan: "drill",
    startedAt: `2026-01-01T00:00:00.000Z`,
    runDir: "/none",
    scratchDir: `/tmp/chaindrill-${id}`,
    watchdog: null,
    undoFailed: [],
  });
  return harness;
}

const request = (stateDir: string) => ({ stateDir, clock: systemClock, reason: "enough" });
const stopOf = (stateDir: string, id: string) => readText(stopFile(stateDir, runId(id)));

/** Plays the run: once it is asked to stop, `answer` happens. */
async function onStop(stateDir: string, id: string, answer: () => unknown): Promise<void> {
  while ((await stopOf(stateDir, id).catch(() => undefined)) === undefined) await systemClock.sleep(5);
  await answer();
}

describe("requestAbort", () => {
  it("asks the one living run to stop and waits until nothing of it is left", async () => {
    const stateDir = await temporaryDirectory();
    await registered(stateDir, "0a1b2c3d");
    let asked = "";
    const played = onStop(stateDir, "0a1b2c3d", async () => {
      asked = await stopOf(stateDir, "0a1b2c3d");
      await removeTree(entryDirectory(stateDir, runId("0a1b2c3d")));
    });
    expect(await requestAbort(request(stateDir))).toMatchObject({ runId: "0a1b2c3d", outcome: "ended" });
    await played;
    expect(JSON.parse(asked)).toEqual({ by: `pid ${process.pid}`, reason: "enough" });
  });

  it("says when a run died with something left to undo", async () => {
    const stateDir = await temporaryDirectory();
    const harness = await registered(stateDir, "0a1b2c3d");
    const played = onStop(stateDir, "0a1b2c3d", () => killPid(harness.pid, "SIGKILL"));
    expect(await requestAbort(request(stateDir))).toMatchObject({ outcome: "leftovers" });
    await played;
  });

  it("says when a run was not over in time", async () => {
    const stateDir = await temporaryDirectory();
    await registered(stateDir, "0a1b2c3d");
    expect(await requestAbort({ ...request(stateDir), withinMs: 10 })).toMatchObject({ outcome: "stopping" });
  });

  it("asks only the run that was named", async () => {
    const stateDir = await temporaryDirectory();
    await registered(stateDir, "0a1b2c3d");
    await registered(stateDir, "4e5f6a7b");
    await requestAbort({ ...request(stateDir), runId: runId("4e5f6a7b"), withinMs: 0 });
    expect(await stopOf(stateDir, "4e5f6a7b")).toContain("enough");
    await expect(stopOf(stateDir, "0a1b2c3d")).rejects.toThrow("ENOENT");
  });

  it("asks for a name when several runs are alive", async () => {
    const stateDir = await temporaryDirectory();
    await registered(stateDir, "0a1b2c3d");
    await registered(stateDir, "4e5f6a7b");
    await expect(requestAbort(request(stateDir))).rejects.toThrowErrorMatchingInlineSnapshot(`
      [RunChoiceError: 2 runs are alive, and none was named:
        0a1b2c3d  drill, since 2026-01-01T00:00:00.000Z
        4e5f6a7b  drill, since 2026-01-01T00:00:00.000Z]
    `);
    await expect(requestAbort(request(stateDir))).rejects.toMatchObject({ exitCode: 3 });
  });

  it("says when there is nothing to abort", async () => {
    const stateDir = await temporaryDirectory();
    await expect(requestAbort(request(stateDir))).rejects.toThrowErrorMatchingInlineSnapshot(
      `[RunChoiceError: there is no living run]`,
    );
  });

  it("says when the run that was named is not alive, and which are", async () => {
    const stateDir = await temporaryDirectory();
    await registered(stateDir, "0a1b2c3d");
    const wrong = { ...request(stateDir), runId: runId("ffffffff") };
    await expect(requestAbort(wrong)).rejects.toThrowErrorMatchingInlineSnapshot(`
      [RunChoiceError: there is no living run ffffffff; alive:
        0a1b2c3d  drill, since 2026-01-01T00:00:00.000Z]
    `);
  });
});
