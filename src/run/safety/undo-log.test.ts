import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { UndoEntry } from "../../model/undo.ts";
import { makeDirectory, readText, removeTree, writeAtomically } from "../../platform/files.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { createUndoLog, readUndoLog } from "./undo-log.ts";

const runId = "0a1b2c3d";
const entries: readonly UndoEntry[] = [
  { kind: "remove-path", path: "/tmp/chaindrill-0a1b2c3d/data" },
  { kind: "kill-marked", runId },
  { kind: "kill-pid", pid: 4242, startedAtTicks: 99 },
];

describe("undo log", () => {
  it("has an entry on disk when registering resolves", async () => {
    const file = path.join(await temporaryDirectory(), "undo.ndjson");
    const log = createUndoLog({ file, runId });
    await log.register({ kind: "kill-marked", runId });
    expect(await readText(file)).toBe('{"kind":"kill-marked","runId":"0a1b2c3d"}\n');
  });

  it("keeps the order of entries registered at once", async () => {
    const file = path.join(await temporaryDirectory(), "undo.ndjson");
    const log = createUndoLog({ file, runId });
    await Promise.all(entries.map((entry) => log.register(entry)));
    expect(await readUndoLog(file)).toEqual({ entries, damaged: [] });
  });

  it("does not lose the entry that follows a failed one", async () => {
    const file = path.join(await temporaryDirectory(), "undo.ndjson");
    const log = createUndoLog({ file, runId });
    await makeDirectory(file); // nothing can be appended to a directory
    await expect(log.register({ kind: "kill-marked", runId })).rejects.toThrow("EISDIR");
    await removeTree(file);
    await writeAtomically(file, '{"kind":"kill-ma'); // what a full disk left of it
    await log.register({ kind: "kill-pid", pid: 7, startedAtTicks: 1 });
    const read = await readUndoLog(file);
    expect(read.entries).toEqual([{ kind: "kill-pid", pid: 7, startedAtTicks: 1 }]);
    expect(read.damaged).toHaveLength(1);
  });

  it("refuses to register the removal of what is not the run's", async () => {
    const log = createUndoLog({ file: path.join(await temporaryDirectory(), "undo.ndjson"), runId });
    await expect(
      log.register({ kind: "remove-path", path: "/home/someone" }),
    ).rejects.toThrowErrorMatchingInlineSnapshot(
      `[InvariantError: internal error: only a path that bears the run's id may be registered for removal, not {"kind":"remove-path","path":"/home/someone"}]`,
    );
  });

  it("is empty where there is no file", async () => {
    expect(await readUndoLog(path.join(await temporaryDirectory(), "none"))).toEqual({ entries: [], damaged: [] });
  });

  it("reads whole entries and nothing else, wherever it was torn", async () => {
    const file = path.join(await temporaryDirectory(), "undo.ndjson");
    const text = entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length), async (length) => {
        await writeAtomically(file, text.slice(0, length));
        const whole = text.slice(0, length).split("\n").length - 1;
        expect(await readUndoLog(file)).toEqual({ entries: entries.slice(0, whole), damaged: [] });
      }),
    );
  });

  it("reports a damaged line in the middle and reads the rest", async () => {
    const file = path.join(await temporaryDirectory(), "undo.ndjson");
    await writeAtomically(file, `{"kind":"remove-path","path":"/ho\n${JSON.stringify(entries[1])}\n`);
    const read = await readUndoLog(file);
    expect(read.entries).toEqual([entries[1]]);
    expect(read.damaged).toEqual([expect.stringContaining("line 1 of")]);
  });
});
