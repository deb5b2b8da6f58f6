import path from "node:path";
import { systemClock } from "../base/clock.ts";
import { readCommit } from "../platform/git-commit.ts";
import { readMachine } from "../platform/machine.ts";
import type { RunRequest } from "../run/run-request.ts";
import { installedVersion, type Places } from "./places.ts";
import { takeSecret } from "./take-secret.ts";

type Facts = Omit<RunRequest, "plan" | "tools" | "parts" | "facts" | "abort" | "onEvent" | "progress">;

/** What every run is told of where it runs and who asked for it. */
export async function runFacts(places: Places, options: { readonly out?: string | undefined }): Promise<Facts> {
  return {
    ...places,
    machine: await readMachine({ diskOf: places.home }),
    runsDir: options.out === undefined ? places.runsDir : path.resolve(options.out),
    argv: process.argv.slice(2),
    commit: await readCommit(places.home),
    version: installedVersion(places.home),
    clock: systemClock,
    secretOf: takeSecret,
  };
}
