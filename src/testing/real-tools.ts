// The real programs, for tests that start them: those of this machine's cache and environment.

import {
  findOptionalTools,
  type OptionalTools,
  pathOrWhy,
  resolveOptionalTools,
} from "../platform/tools/optional-tools.ts";
import { type ResolvedTools, resolveTools, toolPlaces } from "../platform/tools/resolve-tools.ts";
import { type OptionalToolName, toolNames } from "../platform/tools/tool-kinds.ts";

let resolving: Promise<ResolvedTools> | undefined;

/** Paths of k6, geth and anvil; installs what is missing, once per process. */
export async function realTools(): Promise<{ readonly k6: string; readonly geth: string; readonly anvil: string }> {
  resolving ??= resolveTools({
    ...toolPlaces(process.env),
    names: toolNames,
    progress: (line) => process.stderr.write(`${line}\n`),
    signal: new AbortController().signal,
  });
  const { k6, geth, anvil } = await resolving;
  return { k6: k6.path, geth: geth.path, anvil: anvil.path };
}

let findingOptional: Promise<OptionalTools> | undefined;

/** Path of a program that only some faults need; builds it when it is missing, once per process. */
export async function realOptionalTool(name: OptionalToolName): Promise<string> {
  findingOptional ??= resolveOptionalTools({
    ...toolPlaces(process.env),
    progress: (line) => process.stderr.write(`${line}\n`),
    signal: new AbortController().signal,
  });
  const found = pathOrWhy((await findingOptional)[name]);
  if ("why" in found) throw new Error(`${name} is missing: ${found.why}`);
  return found.path;
}

/** Paths of those that only some faults need and that are there already; nothing is built. */
export async function optionalToolsAtHand(): Promise<Partial<Record<OptionalToolName, string>>> {
  const found = await (findingOptional ?? findOptionalTools(toolPlaces(process.env)));
  return Object.fromEntries(Object.entries(found).flatMap(([name, { tool }]) => (tool ? [[name, tool.path]] : [])));
}
