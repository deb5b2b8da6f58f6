// What a run that may still be going on has written so far.

import path from "node:path";
import type { RunEvent } from "../model/event.ts";
import { listDirectoryNow, readTextNowIfThere } from "../platform/files.ts";

/** Run directories, oldest first; also one that has no header yet. */
export const runDirectoriesIn = (runsDir: string): string[] =>
  listDirectoryNow(runsDir).map((name) => path.join(runsDir, name));

/** The events written so far; a last line that is still being written is left out. */
export function eventsSoFar(runDir: string): RunEvent[] {
  const text = readTextNowIfThere(path.join(runDir, "journal.ndjson")) ?? "";
  const lines = text.split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line) as RunEvent);
}

export interface Endpoint {
  readonly id: string;
  readonly rpcUrl: string;
}

/** The nodes' addresses; empty until the network is up. */
export function endpointsOf(runDir: string): readonly Endpoint[] {
  return JSON.parse(readTextNowIfThere(path.join(runDir, "inputs", "endpoints.json")) ?? "[]") as Endpoint[];
}

/** The last phase a run entered; undefined before the first. */
export const phaseSoFar = (runDir: string): string | undefined =>
  eventsSoFar(runDir).findLast((event) => event.type === "phase.entered")?.phase;
