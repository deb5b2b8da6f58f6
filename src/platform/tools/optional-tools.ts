// Tools that only some faults need. Where one is missing and cannot be built, that is no error: the answer says why, and
// the faults that need it are refused with that reason.

import path from "node:path";
import { type Clock, systemClock } from "../../base/clock.ts";
import { EnvironmentError, errorText } from "../../base/errors.ts";
import { exists } from "../files.ts";
import { buildMsMax, fillCache, type Way } from "./fill-cache.ts";
import { type Attempt, cachedToolPath, type FoundTool, takeExplicit } from "./find-tool.ts";
import { type OwnSources, type OwnTool, ownTool, readSources } from "./own-tools.ts";
import type { ToolPlaces } from "./resolve-tools.ts";
import { findOnPath, runBuild } from "./run-build.ts";
import { type OptionalToolName, optionalToolNames, toolVariables } from "./tool-kinds.ts";
import { openVersionProbe, type VersionProbe } from "./version-probe.ts";

export type OptionalTools = Readonly<Record<OptionalToolName, FoundTool>>;

export interface OptionalToolPlaces extends ToolPlaces {
  /** What holds a directory of sources for each; `native/` of this repository by default. */
  readonly sourcesDir?: string;
  /** `process.platform` by default. */
  readonly system?: NodeJS.Platform;
}

export interface ResolveOptionalOptions extends OptionalToolPlaces {
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal;
  readonly clock?: Clock;
}

/** Looks for each and builds nothing. */
export const findOptionalTools = (places: OptionalToolPlaces): Promise<OptionalTools> =>
  eachTool(places, async ({ tool, sources }) =>
    sources === undefined ? noSources(tool) : notYet(`\`chaindrill setup\` builds ${tool.name} from its sources`),
  );

/** Finds or builds each. */
export function resolveOptionalTools(options: ResolveOptionalOptions): Promise<OptionalTools> {
  const { progress, signal, clock = systemClock } = options;
  return eachTool(options, async ({ tool, sources, probe }) => {
    signal.throwIfAborted();
    if (sources === undefined) return noSources(tool);
    const { name } = tool;
    const ways = [await build(tool, sources, { ...options, clock })];
    return fillCache({
      name,
      version: sources.digest,
      cacheDir: options.cacheDir,
      ways,
      probe,
      progress,
      clock,
      signal,
    });
  });
}

/** The program's path, or why the last way that was tried did not lead to it. */
export function pathOrWhy(found: FoundTool): { readonly path: string } | { readonly why: string } {
  if (found.tool !== undefined) return { path: found.tool.path };
  return { why: found.attempts.at(-1)?.why.replaceAll("\n", " ") ?? "it was not looked for" };
}

interface Missing {
  readonly tool: OwnTool;
  /** Undefined: there are none here. */
  readonly sources: OwnSources | undefined;
  readonly probe: VersionProbe;
}

async function eachTool(
  places: OptionalToolPlaces,
  whenMissing: (missing: Missing) => Promise<FoundTool>,
): Promise<OptionalTools> {
  const probe = await openVersionProbe(places);
  const find = async (name: OptionalToolName): Promise<FoundTool> => {
    const system = places.system ?? process.platform;
    if (system !== "linux") return failed([{ way: "system", why: `it works on Linux only, and this is ${system}` }]);
    const explicit = places.explicit[name];
    if (explicit !== undefined) return takeChosen({ name, probe, explicit, wanted: "1.x" });
    const tool = ownTool(name, places.sourcesDir);
    const sources = await readSources(tool);
    const attempts: Attempt[] = [{ way: toolVariables[name], why: "not set" }];
    if (sources !== undefined) {
      const file = cachedToolPath({ cacheDir: places.cacheDir, name, version: sources.digest });
      const answer = (await exists(file)) ? await probe.ask(name, file) : undefined;
      if (answer?.fits) return { tool: { name, version: answer.version, path: file, how: "cache" }, attempts };
      attempts.push({ way: "cache", why: answer?.why ?? `there is no ${file}` });
    }
    const found = await whenMissing({ tool, sources, probe });
    return { tool: found.tool, attempts: [...attempts, ...found.attempts] };
  };
  const found: [OptionalToolName, FoundTool][] = [];
  for (const name of optionalToolNames) found.push([name, await find(name)]);
  await probe.save();
  return Object.fromEntries(found) as OptionalTools;
}

/** A chosen path that cannot be used is a reason too, and no other is looked for. */
async function takeChosen(chosen: Parameters<typeof takeExplicit>[0]): Promise<FoundTool> {
  try {
    return { tool: await takeExplicit(chosen), attempts: [] };
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    return failed([{ way: chosen.explicit.from, why: errorText(error) }]);
  }
}

async function build(
  { name, recipe, sourceDir }: OwnTool,
  sources: OwnSources,
  options: ResolveOptionalOptions & { readonly clock: Clock },
): Promise<Way> {
  const way = { way: "sources", doing: `building ${name} from its sources` };
  const compiler = await findOnPath(options.path, recipe.compilers);
  if (compiler === undefined) {
    return {
      ...way,
      make: undefined,
      why: `no \`${recipe.compilers[0]}\` in any directory of PATH; needs ${recipe.needs}`,
    };
  }
  const make = (workDir: string) =>
    runBuild({
      doing: way.doing,
      command: compiler,
      args: [...recipe.args(path.join(workDir, name)), ...sources.files],
      sourceDir,
      env: { ...recipe.env(workDir), PATH: options.path },
      program: name,
      workDir,
      timeoutMs: buildMsMax,
      progress: options.progress,
      clock: options.clock,
      signal: options.signal,
    });
  return { ...way, make, why: "" };
}

const failed = (attempts: readonly Attempt[]): FoundTool => ({ tool: undefined, attempts });
const notYet = (why: string): FoundTool => failed([{ way: "sources", why }]);
const noSources = ({ sourceDir }: OwnTool): FoundTool => notYet(`there is no ${sourceDir}`);
