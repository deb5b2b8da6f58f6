import { assert } from "../../base/assert.ts";
import { errorText } from "../../base/errors.ts";
import { type UndoEntry, type UndoLog, undoEntrySchema } from "../../model/undo.ts";
import { appendDurably, readTextIfThere } from "../../platform/files.ts";
import { isOwnPath } from "./own-path.ts";

/** The log of one run. Entries are on disk, in order of registration, when `register` resolves. */
export function createUndoLog(options: { file: string; runId: string }): UndoLog {
  let last: Promise<unknown> = Promise.resolve();
  let torn = false;
  return {
    async register(entry) {
      assert(
        entry.kind !== "remove-path" || isOwnPath(entry.path, options.runId),
        `only a path that bears the run's id may be registered for removal, not ${JSON.stringify(entry)}`,
      );
      const written = last.then(async () => {
        // What a failed append left behind would swallow the next entry, so that one starts on a line of its own.
        const start = torn ? "\n" : "";
        torn = true;
        await appendDurably(options.file, start + JSON.stringify(undoEntrySchema.parse(entry)));
        torn = false;
      });
      last = written.catch(() => undefined); // reported to its own caller; the next entry has its own chance
      await written;
    },
  };
}

export interface ReadUndoLog {
  /** Oldest first. */
  readonly entries: readonly UndoEntry[];
  /** Lines that should be entries and are not. */
  readonly damaged: readonly string[];
}

/**
 * Reads a log as a crash may have left it. A last line without its end is dropped: its registration never returned, so
 * the effect was never begun. Any other line that is no entry is reported.
 */
export async function readUndoLog(file: string): Promise<ReadUndoLog> {
  const lines = ((await readTextIfThere(file)) ?? "").split("\n");
  const entries: UndoEntry[] = [];
  const damaged: string[] = [];
  for (const [index, line] of lines.slice(0, -1).entries()) {
    if (line === "") continue;
    try {
      entries.push(undoEntrySchema.parse(JSON.parse(line)));
    } catch (error) {
      damaged.push(`line ${index + 1} of ${file} is no undo entry: ${errorText(error)}`);
    }
  }
  return { entries, damaged };
}
