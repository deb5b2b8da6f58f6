// The layout of a run directory, and its three saves: before the run, after it, after analysis. What a crash leaves
// behind is always one of these three states.

import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { diskError } from "../base/disk-error.ts";
import type { Plan } from "../model/plan.ts";
import type { RunHeader } from "../model/recorded-run.ts";

export const storedPlanVersion = 1;

export interface RunDirectory {
  readonly dir: string;
  readonly journalFile: string;
  readonly loadDir: string;
  readonly nodesDir: string;
  write(relativePath: string, content: string): void;
  /** The same for what is too long to be one string. */
  writeLines(relativePath: string, lines: Iterable<string>): void;
}

/** `20261123T161000Z-drill-3f2a91c0` */
export function runDirectoryName(options: { startedAtWallMs: number; plan: string; runId: string }): string {
  const utc = new Date(options.startedAtWallMs)
    .toISOString()
    .replace(/[-:]/g, "")
    .replace(/\.\d+Z$/, "Z");
  return `${utc}-${options.plan}-${options.runId}`;
}

/** Paths inside a run directory; nothing is created. */
export function runDirectoryAt(dir: string): RunDirectory {
  return {
    dir,
    journalFile: path.join(dir, "journal.ndjson"),
    loadDir: path.join(dir, "load"),
    nodesDir: path.join(dir, "nodes"),
    write: (relativePath, content) =>
      replaceFile(path.join(dir, relativePath), (draft) => writeFileSync(draft, content)),
    writeLines: (relativePath, lines) =>
      replaceFile(path.join(dir, relativePath), (draft) => {
        writeFileSync(draft, "");
        for (const piece of piecesOf(lines)) appendFileSync(draft, piece);
      }),
  };
}

function replaceFile(file: string, writeDraft: (draft: string) => void): void {
  onDisk(file, () => {
    mkdirSync(path.dirname(file), { recursive: true });
    writeDraft(`${file}.draft`);
    renameSync(`${file}.draft`, file);
  });
}

const pieceLengthMin = 1 << 20;

function* piecesOf(lines: Iterable<string>): Iterable<string> {
  let piece = "";
  for (const line of lines) {
    piece += `${line}\n`;
    if (piece.length < pieceLengthMin) continue;
    yield piece;
    piece = "";
  }
  yield piece;
}

/** Creates the directory with its fixed parts. */
export function createRunDirectory(dir: string): RunDirectory {
  onDisk(dir, () => {
    for (const part of ["inputs", "load", "nodes"]) mkdirSync(path.join(dir, part), { recursive: true });
  });
  return runDirectoryAt(dir);
}

function onDisk(target: string, work: () => void): void {
  try {
    work();
  } catch (cause) {
    throw diskError(target, cause) ?? cause;
  }
}

/** sha256 of the resolved plan's JSON. */
export const digestOfPlan = (plan: Plan): string => createHash("sha256").update(JSON.stringify(plan)).digest("hex");

/** First save: who runs what, with which inputs, exactly as resolved and as applied. */
export function saveBefore(run: RunDirectory, saved: { header: RunHeader; plan: Plan }): void {
  run.write("run.json", toJson(saved.header));
  run.write("inputs/plan.json", toJson({ version: storedPlanVersion, plan: saved.plan }));
  for (const fault of saved.plan.faults) run.write(`inputs/manifests/${fault.name}.yaml`, fault.spec.text);
}

const toJson = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
