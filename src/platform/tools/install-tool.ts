// Puts a missing tool into the cache, once per machine: release download first, then `go install`.
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
import { downloadRelease } from "./download-release.ts";
import { type Attempt, cachedToolPath, type FindOptions, type FoundTool } from "./find-tool.ts";
import { findGo, goInstall } from "./go-install.ts";

export interface InstallOptions extends FindOptions {
  readonly progress: (line: string) => void;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const downloadMsMax = 10 * 60_000;
const buildMsMax = 30 * 60_000;

interface Way {
  readonly way: string;
  readonly doing: string;
  /** Undefined: cannot be tried, and why. */
  readonly make: ((workDir: string) => Promise<string>) | undefined;
  readonly why: string;
}

/** Installs the pinned version into the cache; the answer holds every way that was tried in vain. */
export async function installTool(options: InstallOptions): Promise<FoundTool> {
  const { name, pin, cacheDir, clock, signal, progress } = options;
  const what = `${name} ${pin.version}`;
  const target = cachedToolPath({ cacheDir, name, version: pin.version });
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
  for (const way of await waysToInstall(options)) {
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

async function waysToInstall(options: InstallOptions): Promise<readonly Way[]> {
  const what = `${options.name} ${options.pin.version}`;
  return [release(options, what), await build(options, what)].filter((way) => way !== undefined);
}

function release(options: InstallOptions, what: string): Way | undefined {
  const { pin, platform, clock, signal } = options;
  if (Object.keys(pin.releases).length === 0) return undefined;
  const pinned = pin.releases[platform];
  const way = { way: "release", doing: `downloading ${what}` };
  if (pinned === undefined) return { ...way, make: undefined, why: `there is none for ${platform}` };
  const { sha256 } = pinned;
  if (sha256 === null) return { ...way, make: undefined, why: `no digest pinned for ${platform}` };
  const make = (workDir: string) =>
    downloadRelease({ release: { ...pinned, sha256 }, workDir, timeoutMs: downloadMsMax, clock, signal });
  return { ...way, make, why: "" };
}

async function build(options: InstallOptions, what: string): Promise<Way | undefined> {
  const { pin, name, path: searchPath, progress, clock, signal } = options;
  const source = pin.go;
  if (source === null) return undefined;
  const way = { way: "go install", doing: `building ${what} with go install` };
  const go = await findGo(searchPath);
  if (go === undefined) return { ...way, make: undefined, why: "no `go` in any directory of PATH" };
  const make = (workDir: string) =>
    goInstall({
      what,
      program: name,
      source,
      go,
      path: searchPath,
      workDir,
      timeoutMs: buildMsMax,
      progress,
      clock,
      signal,
    });
  return { ...way, make, why: "" };
}
