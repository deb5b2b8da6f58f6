// Where things lie: the repository's own files, the user's cache and state (XDG base directories), and the runs.
// https://specifications.freedesktop.org/basedir-spec/latest/

import os from "node:os";
import path from "node:path";
import { readTextNowIfThere } from "../platform/files.ts";

export interface Places {
  /** Root of this installation: fixtures, scenarios, chaos. */
  readonly home: string;
  readonly cacheDir: string;
  readonly stateDir: string;
  /** Where runs are kept unless --out says otherwise. */
  readonly runsDir: string;
}

export function findPlaces(env: Readonly<Record<string, string | undefined>> = process.env): Places {
  const userHome = env["HOME"] || os.homedir();
  const under = (variable: string, ...fallback: string[]) => {
    const chosen = env[variable];
    // The specification has relative values ignored.
    const base = chosen !== undefined && path.isAbsolute(chosen) ? chosen : path.join(userHome, ...fallback);
    return path.join(base, "chaindrill");
  };
  return {
    home: path.resolve(import.meta.dirname, "..", ".."),
    cacheDir: under("XDG_CACHE_HOME", ".cache"),
    stateDir: under("XDG_STATE_HOME", ".local", "state"),
    runsDir: path.resolve("reports", "runs"),
  };
}

export const documentFolder = {
  plan: ["scenarios", "plans"],
  cluster: ["fixtures", "clusters"],
} as const;

/** A plan or cluster by path, or by name from the working directory's or the installation's own collection. */
export function findDocument(given: string, options: { home: string; kind: "plan" | "cluster" }): string | undefined {
  const folder = documentFolder[options.kind];
  const name = `${given}.${options.kind}.yaml`;
  const candidates = [path.resolve(given), path.resolve(...folder, name), path.join(options.home, ...folder, name)];
  return candidates.find((file) => /\.ya?ml$/.test(file) && readTextNowIfThere(file) !== undefined);
}

/** Version in package.json. */
export function installedVersion(home: string): string {
  const text = readTextNowIfThere(path.join(home, "package.json")) ?? "{}";
  return String((JSON.parse(text) as { version?: unknown }).version ?? "unknown");
}
