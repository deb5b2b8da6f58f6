// Puts a missing tool into the cache, once per machine.
//
//   <cache>/tools/k6-1.8.1/k6              what counts; appears by one rename, complete
//   <cache>/tools/k6-1.8.1.lock/           one process installs, others wait
//   <cache>/tools/k6-1.8.1.work/           everything half-made; removed by whoever holds the lock next

import path from "node:path";
import type { Clock } from "../../base/clock.ts";
import { formatDuration } from "../../base/duration.ts";
import { errorText } from "../../base/errors.ts";
import { acquireDirectoryLock } from "../directory-lock.ts";
import { exists, makeDirectory, moveFile, removeTree } from "../files.ts";
import { type Attempt, cachedToolPath, type FoundTool } from "./find-tool.ts";
import type { ToolName } from "./tool-kinds.ts";
import type { VersionProbe } from "./version-probe.ts";

export const buildMsMax = 30 * 60_000;

export interface FillOptions {
  readonly name: ToolName;
  /** What the cache calls it. */
  readonly version: string;
  readonly cacheDir: string;
  readonly ways: readonly Way[];
  readonly probe: VersionProbe;
  readonly progress: (line: string) => void;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** A way to get the program. */
export interface Way {
  readonly way: string;
  readonly doing: string;
  /** Undefined: cannot be tried, and why. */
  readonly make: ((workDir: string) => Promise<string>) | undefined;
  readonly why: string;
}

/** Takes the first way that leads to the tool; the answer holds every way that was tried in vain. */
export async function fillCache(options: FillOptions): Promise<FoundTool> {
  const { name, version, cacheDir, clock, signal, progress } = options;
  const what = `${name} ${version}`;
  const target = cachedToolPath({ cacheDir, name, version });
  const base = path.dirname(target);
  await using _lock = await acquireDirectoryLock({
    dir: `${base}.lock`,
    what: `the installation of ${what}`,
    withinMs: buildMsMax,
    clock,
    signal,
    onWait: (owner) => progress(`waiting: process ${owner.pid} is installing ${what}`),
  });
  const attempts: Attempt[] = [];
  if (await exists(target)) {
    // Whoever held the lock before us has installed it.
    const answer = await options.probe.ask(name, target);
    if (answer.fits) return { tool: { name, version: answer.version, path: target, how: "cache" }, attempts };
    await removeTree(base);
  }
  for (const way of options.ways) {
    if (way.make === undefined) {
      attempts.push({ way: way.way, why: way.why });
      continue;
    }
    const workDir = `${base}.work`;
    // What is there was left by a process that died: the lock is ours.
    await removeTree(workDir);
    await makeDirectory(workDir);
    const startedAtMs = clock.nowMs();
    try {
      progress(`${way.doing} ...`);
      const program = await way.make(workDir);
      const answer = await options.probe.ask(name, program);
      if (!answer.fits) throw new Error(answer.why);
      await makeDirectory(base);
      await moveFile(program, target);
      progress(`${way.doing}: done in ${formatDuration(clock.nowMs() - startedAtMs)}`);
      return { tool: { name, version: answer.version, path: target, how: way.way }, attempts };
    } catch (error) {
      signal.throwIfAborted();
      attempts.push({ way: way.way, why: errorText(error) });
      progress(`${way.doing}: failed after ${formatDuration(clock.nowMs() - startedAtMs)}`);
    } finally {
      await removeTree(workDir);
    }
  }
  return { tool: undefined, attempts };
}
