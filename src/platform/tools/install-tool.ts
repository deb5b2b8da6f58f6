// Which ways there are to get a missing tool of others: release download first, then `go install`.

import type { Clock } from "../../base/clock.ts";
import { downloadRelease } from "./download-release.ts";
import { buildMsMax, fillCache, type Way } from "./fill-cache.ts";
import type { FindOptions, FoundTool } from "./find-tool.ts";
import { findGo, goInstall } from "./go-install.ts";

export interface InstallOptions extends FindOptions {
  readonly progress: (line: string) => void;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const downloadMsMax = 10 * 60_000;

/** Installs the pinned version into the cache; the answer holds every way that was tried in vain. */
export async function installTool(options: InstallOptions): Promise<FoundTool> {
  return fillCache({ ...options, version: options.pin.version, ways: await waysToInstall(options) });
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
