// Reads a run directory back. Damage is not an error but a defect that the judge is told of: a journal cut short
// still says what it says, and what it no longer says is unknown.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { ChaindrillError, errorText, exitCode } from "../base/errors.ts";
import { keepHeapSmall } from "../base/small-heap.ts";
import { eventsOf } from "../model/event.ts";
import type { Plan } from "../model/plan.ts";
import { type RecordedRun, type RunHeader, runHeaderSchema, runHeaderVersion } from "../model/recorded-run.ts";
import { readEvents } from "./read-events.ts";
import { openOperations } from "./read-operations.ts";
import { digestOfPlan, runDirectoryAt, storedPlanVersion } from "./run-directory.ts";

/** Reads a saved run. Throws ChaindrillError (exit 3) when it is none, or of a version this program does not know. */
export function readRun(dir: string): RecordedRun {
  const defects: string[] = [];
  keepHeapSmall();
  const header = readHeader(dir);
  const plan = readPlan(dir, header);
  const events = readEvents(storedJournal(dir), defects);
  if (eventsOf(events, "run.ended").length === 0) defects.push("the journal has no run.ended: the run was cut short");
  const operations = new Map(
    plan.loads.map((load) => [load.name, openOperations(path.join(dir, "load"), load.name, defects)] as const),
  );
  return { header, plan, events, operations, defects };
}

/** The journal as it was written, or compressed afterwards by whoever keeps the run. */
function storedJournal(dir: string): string {
  const { journalFile } = runDirectoryAt(dir);
  const kept = [journalFile, `${journalFile}.gz`, `${journalFile}.zst`].find((file) => existsSync(file));
  return kept ?? journalFile;
}

/** Run directories under `root`, oldest first. */
export function listRunDirectories(root: string): string[] {
  if (!existsSync(root)) return [];
  return namesIn(root)
    .sort()
    .map((name) => path.join(root, name))
    .filter((dir) => existsSync(path.join(dir, "run.json")));
}

/** `run.json` of a run directory. Throws ChaindrillError (exit 3) when there is none that can be read. */
export function readHeader(dir: string): RunHeader {
  const found = readJson(path.join(dir, "run.json"), "a run directory has a run.json");
  const version = (found as { version?: unknown } | null)?.version;
  if (version !== runHeaderVersion) throw unknownVersion(path.join(dir, "run.json"), version);
  const parsed = runHeaderSchema.safeParse(found);
  if (parsed.success) return parsed.data;
  throw unreadable(`${path.join(dir, "run.json")}: ${parsed.error.issues[0]?.message ?? "not a run header"}`);
}

/** The header, or undefined when there is none that can be read: for a list, one more run to name. */
export function readHeaderIfThere(dir: string): RunHeader | undefined {
  try {
    return readHeader(dir);
  } catch {
    return undefined; // damaged, or of another version
  }
}

function namesIn(root: string): string[] {
  try {
    return readdirSync(root);
  } catch (cause) {
    throw new ChaindrillError({
      message: `${root} holds no runs: ${errorText(cause)}`,
      hint: "Give the directory that `chaindrill run --out` was given.",
      exitCode: exitCode.invalidInput,
      cause,
    });
  }
}

/** The plan has no schema of its own: it is the one that was run, to the letter, or it is refused. */
function readPlan(dir: string, header: RunHeader): Plan {
  const file = path.join(dir, "inputs", "plan.json");
  const found = readJson(file, "a run directory has its resolved plan") as { version?: unknown; plan?: Plan } | null;
  if (found?.version !== storedPlanVersion || found.plan === undefined) throw unknownVersion(file, found?.version);
  if (digestOfPlan(found.plan) !== header.planDigest) {
    throw unreadable(`${file} is not the plan that was run: its digest differs from planDigest in run.json`);
  }
  return found.plan;
}

function readJson(file: string, expectation: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw unreadable(`${file} could not be read (${expectation}): ${errorText(cause)}`, cause);
  }
}

function unreadable(message: string, cause?: unknown): ChaindrillError {
  return new ChaindrillError({
    message,
    hint: "Give a directory that `chaindrill run` made; `chaindrill list` shows them.",
    exitCode: exitCode.invalidInput,
    cause,
  });
}

function unknownVersion(file: string, version: unknown): ChaindrillError {
  return new ChaindrillError({
    message: `${file} has version ${JSON.stringify(version)}; this Chaindrill reads version ${runHeaderVersion}`,
    hint: "Judge it with the Chaindrill that made it.",
    exitCode: exitCode.invalidInput,
  });
}
