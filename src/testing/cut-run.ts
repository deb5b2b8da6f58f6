// What a crash, a full disk or a bad copy makes of a saved run: the files are there, but one of them is shorter.

import path from "node:path";
import { gunzipSync, gzipSync, zstdDecompressSync } from "node:zlib";
import { analyze } from "../analysis/analyze.ts";
import { ChaindrillError, InvariantError } from "../base/errors.ts";
import { readRun } from "../journal/read-run.ts";
import type { Result } from "../model/result.ts";
import { copyTree, readBytesIfThere, writeAtomically } from "../platform/files.ts";
import type { JournalFixture } from "./journal-fixture.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** A copy of a recorded run whose files can be replaced by parts of them. Goes with the test. */
export interface CuttableRun {
  readonly journal: Buffer;
  /** The records of each load, by the path of its file in the run directory. */
  readonly loads: ReadonlyMap<string, { readonly stored: Buffer; readonly records: Buffer }>;
  /** The judge's answer when these files hold this instead; its refusal, when that is one a user can understand. */
  judgeWith(replacements: Readonly<Record<string, Uint8Array>>): Promise<Result | ChaindrillError>;
}

export async function openCuttableRun(fixture: JournalFixture): Promise<CuttableRun> {
  const dir = path.join(await temporaryDirectory(), fixture.name);
  await copyTree(fixture.dir, dir);
  const original = async (file: string) => {
    const bytes = await readBytesIfThere(path.join(fixture.dir, file));
    if (bytes === undefined) throw new InvariantError(`the fixture ${fixture.name} has no ${file}`);
    return bytes;
  };
  const journal = zstdDecompressSync(await original("journal.ndjson.zst"));
  await writeAtomically(path.join(dir, "journal.ndjson"), journal);
  const loads = new Map<string, { stored: Buffer; records: Buffer }>();
  for (const { name } of readRun(dir).plan.loads) {
    const file = `load/${name}.ndjson.gz`;
    const stored = await original(file);
    loads.set(file, { stored, records: gunzipSync(stored) });
  }
  return {
    journal,
    loads,
    judgeWith: async (replacements) => {
      const put = (file: string, content: Uint8Array) => writeAtomically(path.join(dir, file), content);
      for (const [file, content] of Object.entries(replacements)) await put(file, content);
      const answer = judge(dir);
      for (const file of Object.keys(replacements)) await put(file, loads.get(file)?.stored ?? journal);
      return answer;
    },
  };
}

/** Lengths of all beginnings of a text that end with a whole line, the empty one first and the whole text left out. */
export function lineEnds(text: Buffer): number[] {
  const ends = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) ends.push(at + 1);
  return ends.filter((end) => end < text.length);
}

/** Records as a load's file holds them. */
export const asLoadFile = (records: Buffer): Buffer => gzipSync(records);

function judge(dir: string): Result | ChaindrillError {
  try {
    return analyze(readRun(dir)).result;
  } catch (error) {
    if (error instanceof ChaindrillError) return error;
    throw error;
  }
}
