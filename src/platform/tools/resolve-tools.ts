// The one door to outside programs: finds each, or installs it, or says every way that was tried.

import path from "node:path";
import { type Clock, systemClock } from "../../base/clock.ts";
import { EnvironmentError } from "../../base/errors.ts";
import { userDirectories } from "../user-directories.ts";
import { type Attempt, type ExplicitPath, type FoundTool, findTool, type ResolvedTool } from "./find-tool.ts";
import { installTool } from "./install-tool.ts";
import { type PinnedTools, pinnedTools } from "./pinned-tools.ts";
import { optionalToolNames, type RequiredToolName, type ToolName, toolNames, toolVariables } from "./tool-kinds.ts";
import { openVersionProbe } from "./version-probe.ts";

/** Where tools are looked for. */
export interface ToolPlaces {
  readonly explicit: Readonly<Partial<Record<ToolName, ExplicitPath>>>;
  /** Value of PATH. */
  readonly path: string;
  readonly cacheDir: string;
}

export interface ResolveOptions<Name extends RequiredToolName> extends ToolPlaces {
  readonly names: readonly Name[];
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal;
  readonly clock?: Clock;
  /** What to install; ci/tools.lock.json by default. */
  readonly pins?: PinnedTools;
}

export type ResolvedTools<Name extends RequiredToolName = RequiredToolName> = Readonly<Record<Name, ResolvedTool>>;

/** Reads CHAINDRILL_K6 and its like, PATH, and XDG_CACHE_HOME out of an environment. */
export function toolPlaces(env: Readonly<Record<string, string | undefined>>): ToolPlaces {
  const explicit: Partial<Record<ToolName, ExplicitPath>> = {};
  for (const name of [...toolNames, ...optionalToolNames]) {
    const variable = toolVariables[name];
    const chosen = env[variable];
    if (chosen) explicit[name] = { path: path.resolve(chosen), from: variable };
  }
  return { explicit, path: env["PATH"] ?? "", cacheDir: userDirectories(env).cacheDir };
}

/** Finds or installs every named tool. Throws EnvironmentError that lists, per missing tool, every way and why not. */
export async function resolveTools<Name extends RequiredToolName>(
  options: ResolveOptions<Name>,
): Promise<ResolvedTools<Name>> {
  const pins = options.pins ?? pinnedTools;
  const clock = options.clock ?? systemClock;
  const resolved = new Map<RequiredToolName, ResolvedTool>();
  const missing: { name: RequiredToolName; attempts: readonly Attempt[] }[] = [];
  const probe = await openVersionProbe(options);
  for (const name of options.names) {
    options.signal.throwIfAborted();
    const find = { ...placesOf(options, name, pins), probe };
    const found = await findTool(find);
    const { progress, signal } = options;
    const installed = found.tool === undefined ? await installTool({ ...find, progress, clock, signal }) : undefined;
    const tool = found.tool ?? installed?.tool;
    if (tool !== undefined) resolved.set(name, tool);
    else missing.push({ name, attempts: [...found.attempts, ...(installed?.attempts ?? [])] });
  }
  await probe.save();
  if (missing.length > 0) throw missingTools(missing, pins);
  return Object.fromEntries(resolved) as ResolvedTools<Name>;
}

/** Looks for every tool and installs nothing. An explicit path that cannot be used is a reason, not an error. */
export async function findTools(
  options: ToolPlaces & { readonly pins?: PinnedTools },
): Promise<readonly (FoundTool & { readonly name: RequiredToolName; readonly wanted: string })[]> {
  const pins = options.pins ?? pinnedTools;
  const probe = await openVersionProbe(options);
  const found = [];
  for (const name of toolNames) {
    const wanted = pins[name].version;
    try {
      found.push({ name, wanted, ...(await findTool({ ...placesOf(options, name, pins), probe })) });
    } catch (error) {
      if (!(error instanceof EnvironmentError)) throw error;
      const way = options.explicit[name]?.from ?? "explicit path";
      found.push({ name, wanted, tool: undefined, attempts: [{ way, why: error.message }] });
    }
  }
  return found;
}

const placesOf = (places: ToolPlaces, name: RequiredToolName, pins: PinnedTools) => ({
  name,
  pin: pins[name],
  explicit: places.explicit[name],
  path: places.path,
  cacheDir: places.cacheDir,
  platform: `${process.platform}-${process.arch}`,
});

function missingTools(
  missing: readonly { readonly name: RequiredToolName; readonly attempts: readonly Attempt[] }[],
  pins: PinnedTools,
): EnvironmentError {
  const wanted = missing.map(({ name }) => `${name} ${pins[name].version}`);
  const tried = missing.flatMap(({ name, attempts }) => [
    `${name} ${pins[name].version} is not on this machine and could not be installed:`,
    ...attempts.map(({ way, why }) => `  ${way}: ${why.replaceAll("\n", "\n    ")}`),
  ]);
  const variables = missing.map(({ name }) => toolVariables[name]);
  const go = missing.some(({ name }) => pins[name].go !== null) ? "install Go >= 1.25 (https://go.dev/dl/), or " : "";
  return new EnvironmentError({
    message: tried.join("\n"),
    hint: capitalised(
      `${go}put ${wanted.join(" and ")} on PATH, or set ${variables.join(" and ")} to ${missing.length > 1 ? "their paths" : "its path"}.`,
    ),
  });
}

const capitalised = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);
