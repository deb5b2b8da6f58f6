import path from "node:path";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { uniqueToken } from "../../base/random.ts";
import { exists, makeDirectory, writeAtomically } from "../../platform/files.ts";
import { markedPids, runMark, startProcess, startTicks } from "../../platform/processes.ts";
import { sleepingProcess } from "../../testing/sleeping-process.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { runUndo } from "./undo-runner.ts";

const options = (runId: string) => ({ runId, clock: systemClock, deadlineMs: 10_000 });
const ticksOf = (pid: number) => startTicks(pid) ?? -1;

describe("runUndo", () => {
  it("kills every marked process, those that have a session of their own and those that are stopped too", async () => {
    const runId = uniqueToken();
    const marks = { [runMark]: runId };
    const stopped = await sleepingProcess(marks);
    process.kill(stopped.pid, "SIGSTOP");
    // A shell that starts a child and waits: the grandchild inherits the mark.
    const parent = await startProcess({ command: "sh", args: ["-c", "sleep 60; true"], env: marks });
    await sleepingProcess(marks);
    expect(await runUndo([{ kind: "kill-marked", runId }], options(runId))).toEqual({
      done: [`processes of run ${runId}`],
      failed: [],
    });
    expect(markedPids(runId)).toEqual([]);
    expect((await parent.exited).signal).toBe("SIGKILL");
  });

  it("spares the processes it is told to, and those of other runs", async () => {
    const [runId, otherId] = [uniqueToken(), uniqueToken()];
    const spared = await sleepingProcess({ [runMark]: runId });
    const other = await sleepingProcess({ [runMark]: otherId });
    const entries = [
      { kind: "kill-marked", runId },
      { kind: "kill-pid", pid: spared.pid, startedAtTicks: ticksOf(spared.pid) },
    ] as const;
    const report = await runUndo(entries, { ...options(runId), exceptPids: [spared.pid] });
    expect(report.failed).toEqual([]);
    expect([spared, other].map(({ pid }) => startTicks(pid) !== undefined)).toEqual([true, true]);
  });

  it("refuses to kill for another run than the log's", async () => {
    const [runId, otherId] = ["0a1b2c3d", uniqueToken()];
    const other = await sleepingProcess({ [runMark]: otherId });
    const report = await runUndo([{ kind: "kill-marked", runId: otherId }], options(runId));
    expect(report).toEqual({
      done: [],
      failed: [`processes of run ${otherId}: refused, this is the log of run 0a1b2c3d`],
    });
    expect(startTicks(other.pid)).toBeDefined();
  });

  it("kills a process by its pid, and none that only got the same pid later", async () => {
    const runId = uniqueToken();
    const [meant, later] = [await sleepingProcess({}), await sleepingProcess({})];
    const report = await runUndo(
      [
        { kind: "kill-pid", pid: meant.pid, startedAtTicks: ticksOf(meant.pid) },
        { kind: "kill-pid", pid: later.pid, startedAtTicks: ticksOf(later.pid) - 1 },
      ],
      options(runId),
    );
    expect(report.failed).toEqual([]);
    expect((await meant.exited).signal).toBe("SIGKILL");
    expect(startTicks(later.pid)).toBeDefined();
  });

  it("removes only what bears the run's id, and goes on after a refusal", async () => {
    const runId = uniqueToken();
    const dir = await temporaryDirectory();
    const [own, foreign] = [path.join(dir, `chaindrill-${runId}`), path.join(dir, "precious")];
    await writeAtomically(path.join(own, "deep", "file"), "");
    await makeDirectory(foreign);
    const report = await runUndo(
      [
        { kind: "remove-path", path: own },
        { kind: "remove-path", path: foreign },
      ],
      options(runId),
    );
    expect(report).toEqual({
      done: [own],
      failed: [`${foreign}: refused, the path does not bear the id ${runId}`],
    });
    expect([await exists(own), await exists(foreign)]).toEqual([false, true]);
  });

  it("undoes newest first, each thing once, and again without complaint", async () => {
    const runId = "0a1b2c3d";
    const dir = await temporaryDirectory();
    const entries = ["one", "two", "one"].map((name) => ({
      kind: "remove-path" as const,
      path: path.join(dir, runId, name),
    }));
    const expected = { done: [path.join(dir, runId, "one"), path.join(dir, runId, "two")], failed: [] };
    expect(await runUndo(entries, options(runId))).toEqual(expected);
    expect(await runUndo(entries, options(runId))).toEqual(expected);
  });

  it("comes back to a directory that a process made anew before it was killed", async () => {
    const runId = uniqueToken();
    const scratch = path.join(await temporaryDirectory(), `scratch-${runId}`);
    await makeDirectory(scratch);
    const filler = await startProcess({
      command: "sh",
      args: ["-c", 'while true; do mkdir -p "$0/a/b/c"; : > "$0/a/b/c/d"; done', scratch],
      env: { [runMark]: runId },
    });
    const report = await runUndo(
      [
        { kind: "kill-marked", runId },
        { kind: "remove-path", path: scratch },
      ],
      options(runId),
    );
    expect(report.failed).toEqual([]);
    expect(await exists(scratch)).toBe(false);
    await filler.exited;
  });
});
