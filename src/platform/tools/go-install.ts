// Builds a tool with `go install`. Its modules are verified by Go against the checksum database (https://go.dev/ref/mod#checksum-database),
// which is why it needs no digest of ours.

import path from "node:path";
import type { Clock } from "../../base/clock.ts";
import { makeDirectory } from "../files.ts";
import type { GoSource } from "./pinned-tools.ts";
import { findOnPath, runBuild } from "./run-build.ts";

export interface GoInstallOptions {
  /** "geth 1.13.15", for messages. */
  readonly what: string;
  readonly program: string;
  readonly source: GoSource;
  /** Path of the `go` command. */
  readonly go: string;
  /** Value of PATH for it: it looks there for a C compiler. */
  readonly path: string;
  /** An empty directory; the caller removes it, whatever happens. */
  readonly workDir: string;
  readonly timeoutMs: number;
  readonly progress: (line: string) => void;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Returns the path of the built program inside `workDir`. */
export async function goInstall(options: GoInstallOptions): Promise<string> {
  const { workDir, source, what } = options;
  const scratch = path.join(workDir, "scratch");
  await makeDirectory(scratch);
  return runBuild({
    ...options,
    doing: `building ${what} with go install (takes about 3 min the first time)`,
    command: options.go,
    args: ["install", ...source.flags, source.package],
    // Its own directory: no go.mod or go.work of somebody else's project takes part.
    sourceDir: workDir,
    env: { ...source.env, PATH: options.path, GOBIN: workDir, GOTMPDIR: scratch, GOFLAGS: "" },
  });
}

/** The first `go` in the directories of a PATH. */
export const findGo = (searchPath: string): Promise<string | undefined> => findOnPath(searchPath, ["go"]);
