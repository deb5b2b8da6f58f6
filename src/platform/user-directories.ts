import { homedir } from "node:os";
import path from "node:path";

export interface UserDirectories {
  /** What can be made again: tools, signed transactions. */
  readonly cacheDir: string;
  /** What must outlive a run: the registry of runs. */
  readonly stateDir: string;
}

/** Chaindrill's part of the XDG base directories: https://specifications.freedesktop.org/basedir-spec/latest/ */
export function userDirectories(env: Readonly<Record<string, string | undefined>>): UserDirectories {
  const home = env["HOME"] || homedir();
  const under = (variable: string, ...fallback: string[]) => {
    const chosen = env[variable];
    // The specification has relative values ignored.
    const base = chosen !== undefined && path.isAbsolute(chosen) ? chosen : path.join(home, ...fallback);
    return path.join(base, "chaindrill");
  };
  return { cacheDir: under("XDG_CACHE_HOME", ".cache"), stateDir: under("XDG_STATE_HOME", ".local", "state") };
}
